public import GitOpsManifest
public import GitOpsSchema

/// Finds what an apply takes in another way than it looks.
///
/// ```swift
/// for finding in ApplyLint().check(manifest.root) { print(finding) }
/// ```
public struct ApplyLint: Sendable {
    /// The kinds that are known; objects of others have no findings.
    public var schema: Schema

    /// A lint with a schema.
    public init(schema: Schema = .kubernetes) { self.schema = schema }

    /// Items that share a key, items that client-side apply merges into one, and quantities that are not what they seem; in
    /// the order of the manifest. Complexity: O(size of the manifest).
    public func check(_ manifest: Node) -> [ApplyFinding] {
        guard let type = schema.resource(of: manifest)?.type else { return [] }
        var walk = ApplyLintWalk()
        walk.visit(manifest, type, nil)
        return walk.findings
    }

    /// The lists of a kind that client-side and server-side apply merge in different ways, in the order of the schema.
    package func divergentLists(of kind: GroupVersionKind) -> [DivergentList] {
        schema.resource(kind).map { DivergentList.all(in: $0.type) } ?? []
    }

    /// Fields that only the live object has because their owner stopped asking for them in a way that the apply does not see.
    ///
    /// Client-side apply removes what its annotation names, server-side apply what its manager owns as an applier. What
    /// `kubectl` wrote in any other way stays for ever. Source: kubernetes/kubernetes issue 99003.
    ///
    /// `managers` are names of field managers that are the applier under another name.
    public func undeletable(
        desired: Node, live: Node, mode: ThreeWayDiff.Mode,
        managers: Set<String> = [
            "kubectl-client-side-apply", "kubectl-create", "kubectl-edit", "kubectl-replace", "kubectl",
        ]
    ) -> [ApplyFinding] {
        let result = ThreeWayDiff(schema: schema, mode: mode, explainsLiveOnly: true)
            .compare(desired: desired, live: live)
        let removed = Set(result.changes.filter { $0.operation == .remove }.map(\.path))
        return result.liveOnly.compactMap { field in
            guard case .owned(let manager, _) = field.explanation, managers.contains(manager),
                !removed.contains(field.path)
            else { return nil }
            return ApplyFinding(
                path: field.path, position: field.live.position, problem: .undeletable(manager: manager))
        }
    }
}

/// Walks a manifest along its schema.
struct ApplyLintWalk {
    private(set) var findings: [ApplyFinding] = []
    private var path = FieldPath()

    mutating func visit(_ node: Node, _ type: TypeRef, _ field: FieldRef?) {
        switch (type.kind, node.kind) {
        case (.object, .object):
            for (name, value) in node.members {
                guard let field = type.field(named: name) else { continue }
                at(.field(name)) { $0.visit(value, field.type, field) }
            }
        case (.map, .object):
            for (name, value) in node.members {
                at(.field(name)) { $0.visit(value, type.value, nil) }
            }
        case (.list, .array): visitList(node, type, field)
        case (.scalar, _) where type.scalar == .quantity: check(quantity: node)
        default: return
        }
    }

    private mutating func at(_ step: FieldPath.Step, _ body: (inout Self) -> Void) {
        path.steps.append(step)
        body(&self)
        path.steps.removeLast()
    }

    private mutating func add(_ node: Node, _ problem: ApplyFinding.Problem) {
        findings.append(ApplyFinding(path: path, position: node.position, problem: problem))
    }

    // MARK: Lists

    private mutating func visitList(_ list: Node, _ type: TypeRef, _ field: FieldRef?) {
        var firsts: [[FieldPath.Scalar?]: Node] = [:]
        var merged: [FieldPath.Scalar: Node] = [:]
        for (index, item) in list.elements.enumerated() {
            at(.index(index)) { walk in
                let keys = Self.keys(of: item, type)
                if let keys, let first = firsts[keys] {
                    walk.add(item, .duplicateItem(first: first.position))
                } else if let key = Self.mergeKey(field, type), let value = item[key].flatMap({ FieldPath.Scalar($0) })
                {
                    if let first = merged[value] {
                        walk.add(item, .mergedByClientSideApply(mergeKey: key, first: first.position))
                    } else {
                        merged[value] = item
                    }
                }
                if let keys, firsts[keys] == nil { firsts[keys] = item }
                walk.visit(item, type.element, nil)
            }
        }
    }

    /// What tells an item apart to server-side apply; `nil` when nothing does.
    private static func keys(of item: Node, _ type: TypeRef) -> [FieldPath.Scalar?]? {
        switch type.listKind {
        case .atomic: return nil
        case .set: return FieldPath.Scalar(item).map { [$0] }
        case .map:
            var keys: [FieldPath.Scalar?] = []
            for position in 0..<type.mapKeyCount {
                let value = item[type.mapKey(position).text].flatMap { FieldPath.Scalar($0) }
                let absent = type.mapKeyDefault(position)
                keys.append(value ?? (absent?.kind == .string ? absent.map { .string($0.text) } : nil))
            }
            return keys.contains { $0 != nil } ? keys : nil
        }
    }

    /// The one member that client-side apply looks at where server-side apply looks at more.
    private static func mergeKey(_ field: FieldRef?, _ type: TypeRef) -> String? {
        guard type.listKind == .map, let (clientSide, _) = field?.divergence, case .keyed(let names) = clientSide else {
            return nil
        }
        return names.first
    }

    // MARK: Quantities

    private mutating func check(quantity node: Node) {
        guard let text = node.string ?? node.numberSpelling, let quantity = Quantity(text),
            let resource = resourceName, let problem = QuantityProblem.problem(of: quantity, resource: resource)
        else { return }
        add(node, .quantity(problem))
    }

    /// The resource that a quantity is an amount of: known in maps of resources and for sizes of volumes.
    private var resourceName: String? {
        guard case .field(let name)? = path.steps.last else { return nil }
        if name == "sizeLimit" { return "storage" }
        guard path.steps.count > 1, case .field(let map) = path.steps[path.steps.count - 2] else { return nil }
        let maps: Set = [
            "requests", "limits", "hard", "capacity", "allocatable", "max", "min", "default", "defaultRequest",
        ]
        return maps.contains(map) ? name : nil
    }
}
