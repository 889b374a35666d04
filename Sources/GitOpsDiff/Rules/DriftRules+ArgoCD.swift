public import GitOpsManifest

/// Source of the formats: `docs/user-guide/diffing.md`, `util/argo/normalizers/diff_normalizer.go` and
/// `convertToOverrideKey` in `util/settings/settings.go` of argoproj/argo-cd.
extension DriftRules {
    /// The rules of an Argo CD `Application`: `spec.ignoreDifferences`.
    ///
    /// They are about the objects of that application alone: apply them to no others. A jq expression that is no plain path
    /// becomes an entry of `unsupported` and hides nothing.
    ///
    /// Complexity: O(size of the list).
    public init(argoCDApplication application: Node, source: String = "") {
        var reader = ArgoCDReader(source: source.isEmpty ? application.document.source.name : source)
        let name = application["metadata"]?["name"]?.string ?? ""
        if let list = application["spec"]?["ignoreDifferences"], !list.isNull, list.kind != .array {
            reader.refuse("ignoreDifferences", "a list was expected", at: list.position)
        }
        for (index, entry) in (application["spec"]?["ignoreDifferences"]?.elements.map { $0 } ?? []).enumerated() {
            let selector = reader.selector(entry)
            reader.add(entry, selector, name: "Application \(name) ignoreDifferences[\(index)]", at: entry.position)
        }
        self = reader.rules
    }

    /// The rules for the whole of an Argo CD instance: `resource.customizations.ignoreDifferences.*` of its ConfigMap
    /// `argocd-cm`, the older `resource.customizations`, and `ignoreResourceStatusField: all`.
    ///
    /// What cannot be imported becomes an entry of `unsupported` and hides nothing.
    ///
    /// Complexity: O(size of the ConfigMap).
    public init(argoCDConfigMap configMap: Node, source: String = "") {
        var reader = ArgoCDReader(source: source.isEmpty ? configMap.document.source.name : source)
        let prefix = "resource.customizations.ignoreDifferences."
        for (key, value) in configMap["data"]?.members.map({ $0 }) ?? [] {
            if key.hasPrefix(prefix) {
                reader.customization(String(key.dropFirst(prefix.count)), separator: "_", value, name: key)
            } else if key == "resource.customizations" {
                for (target, override) in reader.yaml(value, name: key)?.members.map({ $0 }) ?? [] {
                    guard let text = override["ignoreDifferences"] else { continue }
                    reader.customization(target, separator: "/", text, name: "\(key) \(target)", at: value.keyPosition)
                }
            } else if key == "resource.compareoptions" {
                reader.compareOptions(value)
            }
        }
        self = reader.rules
    }
}

private struct ArgoCDReader {
    let source: String
    var rules = DriftRules()

    init(source: String) { self.source = source }

    mutating func refuse(_ text: String, _ reason: String, at position: SourcePosition?) {
        rules.unsupported.append(
            UnsupportedRule(
                text: text, reason: reason, origin: DriftRule.Origin(source: source, position: position)))
    }

    /// Groups and kinds are globs; names and namespaces are compared as they are, and empty ones choose all.
    ///
    /// - Returns: `nil` when a part is not valid: then nothing is hidden.
    mutating func selector(_ entry: Node) -> ObjectSelector? {
        guard entry.kind == .object else {
            refuse("ignoreDifferences", "an object was expected", at: entry.position)
            return nil
        }
        for name in ["group", "kind", "name", "namespace"] {
            guard let value = entry[name], !value.isNull, value.string == nil else { continue }
            // Left out, it would select more objects than were meant.
            refuse(name, "a string was expected", at: value.position)
            return nil
        }
        guard let group = glob(entry["group"]?.string ?? "", at: entry.position),
            let kind = glob(entry["kind"]?.string ?? "", at: entry.position)
        else { return nil }
        func exactly(_ text: String?) -> TextPattern? {
            text.flatMap { $0.isEmpty ? nil : TextPattern(exactly: $0) }
        }
        return ObjectSelector(
            group: group, kind: kind, name: exactly(entry["name"]?.string),
            namespace: exactly(entry["namespace"]?.string))
    }

    private mutating func glob(_ text: String, at position: SourcePosition?) -> TextPattern? {
        do throws(TextPatternError) {
            return try TextPattern(glob: text)
        } catch {
            refuse(text, error.reason, at: position)
            return nil
        }
    }

    /// - Parameter isNested: whether the entry is part of a text inside the file, where its own positions mean nothing.
    mutating func add(
        _ entry: Node, _ selector: ObjectSelector?, name: String, at position: SourcePosition?, isNested: Bool = false
    ) {
        guard let selector else { return }
        let fields = fields(of: entry, isNested ? position : nil)
        guard !fields.isEmpty else { return }
        rules.rules.append(
            DriftRule(
                name: name, objects: selector, fields: fields,
                origin: DriftRule.Origin(source: source, position: position)))
    }

    /// - Parameter place: where to report what is wrong, when not where it stands.
    private mutating func fields(of entry: Node, _ place: SourcePosition?) -> [DriftRule.Fields] {
        var fields: [DriftRule.Fields] = []
        for item in texts("jsonPointers", of: entry, place) {
            do throws(PathError) {
                fields.append(.pattern(FieldPattern(try JSONPointer(parsing: item.text))))
            } catch {
                refuse(item.text, "\(error)", at: item.position)
            }
        }
        for item in texts("jqPathExpressions", of: entry, place) {
            do throws(JQPathError) {
                fields.append(.pattern(try FieldPattern(jq: item.text)))
            } catch {
                refuse(item.text, "\(error); write a rule with paths or globs instead", at: item.position)
            }
        }
        return fields + texts("managedFieldsManagers", of: entry, place).map { .manager($0.text) }
    }

    private mutating func texts(
        _ name: String, of entry: Node, _ place: SourcePosition?
    ) -> [(text: String, position: SourcePosition?)] {
        guard let list = entry[name], !list.isNull else { return [] }
        guard list.kind == .array else {
            refuse(name, "a list of strings was expected", at: place ?? list.position)
            return []
        }
        return list.elements.compactMap { item in
            if let text = item.string { return (text, place ?? item.position) }
            refuse(name, "a list of strings was expected", at: place ?? item.position)
            return nil
        }
    }

    // MARK: The ConfigMap

    /// A YAML document inside of a string. Its own positions mean nothing in the file: those of the string are used.
    mutating func yaml(_ value: Node, name: String) -> Node? {
        guard let text = value.string else {
            refuse(name, "a text with YAML was expected", at: value.position)
            return nil
        }
        do throws(DocumentError) {
            return try Document(yaml: text, name: name).root
        } catch {
            refuse(
                name, "\(error.problemText) (in its text at \(error.position.map { "\($0)" } ?? "?"))",
                at: value.position)
            return nil
        }
    }

    /// Argo CD names a group and kind `apps_Deployment` in keys, `apps/Deployment` in values, and the core group not at all.
    mutating func customization(
        _ target: String, separator: Character, _ value: Node, name: String, at position: SourcePosition? = nil
    ) {
        let place = position ?? value.keyPosition
        let parts = target.split(separator: separator, omittingEmptySubsequences: false).map(String.init)
        let selector: ObjectSelector?
        if target == "all" || target == "*/*" {
            selector = ObjectSelector()
        } else if parts.count == 1 || parts.count == 2, !target.isEmpty {
            if let group = glob(parts.count == 2 ? parts[0] : "", at: place),
                let kind = glob(parts[parts.count - 1], at: place)
            {
                selector = ObjectSelector(group: group, kind: kind)
            } else {
                selector = nil
            }
        } else {
            refuse(target, "a group and kind as in apps\(separator)Deployment was expected", at: place)
            selector = nil
        }
        guard let selector, let entry = yaml(value, name: name) else { return }
        add(entry, selector, name: name, at: place, isNested: true)
    }

    mutating func compareOptions(_ value: Node) {
        guard let options = yaml(value, name: "resource.compareoptions") else { return }
        let place = value.keyPosition
        let status = options["ignoreResourceStatusField"]?.string ?? "crd"
        switch status {
        case "all":
            rules.rules.append(
                DriftRule(
                    name: "resource.compareoptions ignoreResourceStatusField",
                    fields: [.pattern(FieldPattern([.field("status")]))],
                    origin: DriftRule.Origin(source: source, position: place)))
        case "crd":
            rules.rules.append(
                DriftRule(
                    name: "resource.compareoptions ignoreResourceStatusField",
                    objects: ObjectSelector(
                        group: TextPattern(exactly: "apiextensions.k8s.io"),
                        kind: TextPattern(exactly: "CustomResourceDefinition")),
                    fields: [.pattern(FieldPattern([.field("status")]))],
                    origin: DriftRule.Origin(source: source, position: place)))
        case "none", "off", "false": break
        default: refuse("ignoreResourceStatusField: \(status)", "crd, all or none was expected", at: place)
        }
        if options["ignoreAggregatedRoles"]?.bool == true {
            refuse(
                "ignoreAggregatedRoles: true",
                "no selector knows aggregated roles; write a rule for the rules of these ClusterRoles", at: place)
        }
    }
}
