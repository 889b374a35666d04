import GitOpsManifest

extension ObjectReader {
    /// Fewer objects than this are no work for another thread.
    private static let smallestPart = 2_000

    /// Reads the RBAC objects of a set, each thread a run of them. What they read is put together in the order of the
    /// set, so that everything has the number that one thread gives it.
    static func read(_ manifests: ModelManifests, options: AccessModelOptions) -> ObjectReader {
        let threads = ParallelWork.threadCount(options.threads)
        let parts = options.threads > 0 ? threads : min(threads, manifests.count / smallestPart)
        let runs = ParallelWork.chunks(manifests.count, parts: parts) { _ in 1 }
        guard runs.count > 1 else { return ObjectReader(manifests, 0..<manifests.count, options) }
        let readers = ParallelWork.map(runs, threads: threads, phase: "access", isCancelled: { false }) { run in
            ObjectReader(manifests, run, options)
        }
        var rest = readers.compactMap { $0 }[...]
        var whole = rest.removeFirst()
        for reader in rest { whole.append(reader) }
        return whole
    }

    private init(_ manifests: ModelManifests, _ run: Range<Int>, _ options: AccessModelOptions) {
        self.init()
        reserve(run.count)
        let namespace = names.intern(options.defaultNamespace)
        manifests.forEach(in: run) { position, manifest in
            begin(manifest: position)
            if manifest.pointee.id.group == "rbac.authorization.k8s.io" {
                readAccessObject(manifest, defaultNamespace: namespace)
            } else if manifest.pointee.id.kind == "ServiceAccount", manifest.pointee.id.group.isEmpty {
                let account = identity(manifest.pointee.root, isNamespaced: true, defaultNamespace: namespace)
                definedAccounts.append(accountName(namespace: account.namespace, name: account.name))
            } else if manifest.pointee.id.kind == "CustomResourceDefinition" {
                definitions.append(currentManifest)
            }
        }
    }

    private mutating func readAccessObject(_ manifest: UnsafePointer<Manifest>, defaultNamespace: NameID) {
        let repeated = RepeatedKeys(manifest.pointee.root)
        for key in repeated.found { report(.repeatedKey(key.key, first: key.first), at: -1, position: key.second) }
        if let count = repeated.unknownCount { report(.repeatedKeys(count), at: -1) }
        reportVersion(manifest.pointee.root)
        switch manifest.pointee.id.kind {
        case "RoleBinding":
            readBinding(manifest.pointee.root, isClusterBinding: false, defaultNamespace: defaultNamespace)
        case "ClusterRoleBinding":
            readBinding(manifest.pointee.root, isClusterBinding: true, defaultNamespace: defaultNamespace)
        case "Role": readRole(manifest.pointee.root, isClusterRole: false, defaultNamespace: defaultNamespace)
        case "ClusterRole": readRole(manifest.pointee.root, isClusterRole: true, defaultNamespace: defaultNamespace)
        case let kind:
            // The server has nothing that would take it; what it was meant to grant is not known.
            report(.unknownKind(field: "kind", kind: kind), at: manifest.pointee.root["kind"]?.index ?? -1)
        }
    }
}

// MARK: Versions

extension ObjectReader {
    static let servedVersion = "rbac.authorization.k8s.io/v1"

    /// Reports an object of a version that no server has any more, `v1beta1` and `v1alpha1` since 1.22, or never had.
    /// What it grants counts: it is what somebody wants to grant, and an older server does.
    private mutating func reportVersion(_ root: Node) {
        guard let version = root["apiVersion"], let text = version.string,
            !text.hasSameBytes(as: Self.servedVersion)
        else { return }
        report(.unservedVersion(text), at: version.index)
    }
}

// MARK: Putting together

extension ObjectReader {
    /// Adds what was read of the objects after those of this reader. Nothing is read after this, so that the numbers of
    /// service accounts by namespace and name are left out.
    private mutating func append(_ other: ObjectReader) {
        let newNames = names.append(other.names)
        let newSubjects = other.subjects.map { subject(isGroup: $0.isGroup, newNames[Int($0.name)]) }
        appendRoles(of: other, newNames)
        appendBindings(of: other, newNames, newSubjects)
        problems += other.problems
        for account in other.definedAccounts { definedAccounts.append(newNames[Int(account)]) }
        definitions += other.definitions
    }

    private mutating func appendRoles(of other: ObjectReader, _ newNames: [NameID]) {
        let firstList = UInt32(truncatingIfNeeded: lists.count)
        let firstRule = UInt32(truncatingIfNeeded: rules.count)
        let firstRole = UInt32(truncatingIfNeeded: roles.count)
        for name in other.lists { lists.append(newNames[Int(name)]) }
        for var rule in other.rules {
            rule.role &+= firstRole
            rule.verbs.start &+= firstList
            rule.groups.start &+= firstList
            rule.resources.start &+= firstList
            rule.names.start &+= firstList
            rule.urls.start &+= firstList
            rules.append(rule)
        }
        for var role in other.roles {
            role.namespace = newNames[Int(role.namespace)]
            role.name = newNames[Int(role.name)]
            role.written.start &+= firstRule
            roles.append(role)
        }
    }

    private mutating func appendBindings(of other: ObjectReader, _ newNames: [NameID], _ newSubjects: [UInt32]) {
        let firstSubject = UInt32(truncatingIfNeeded: boundSubjects.count)
        boundSubjects.reserveCapacity(boundSubjects.count + other.boundSubjects.count)
        for subject in other.boundSubjects {
            boundSubjects.append(BoundSubject(subject: newSubjects[Int(subject.subject)], node: subject.node))
        }
        bindings.reserveCapacity(bindings.count + other.bindings.count)
        for var binding in other.bindings {
            binding.namespace = newNames[Int(binding.namespace)]
            binding.name = newNames[Int(binding.name)]
            binding.roleName = newNames[Int(binding.roleName)]
            binding.subjects.start &+= firstSubject
            bindings.append(binding)
        }
    }
}
