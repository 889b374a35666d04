public import GitOpsManifest

extension DriftRules {
    /// Reads a file of rules.
    ///
    /// ```yaml
    /// version: 1
    /// ignore:
    ///   - name: replicas belong to the autoscaler
    ///     reason: HorizontalPodAutoscaler shop/web
    ///     objects:                  # all parts must fit; without it, all objects
    ///       group: apps             # a glob; "" is the core group
    ///       kind: Deployment        # a glob
    ///       name: web-*             # a glob
    ///       namespace: shop         # a glob
    ///       labels: app=web,tier!=test
    ///       annotations: autoscaled
    ///     fields:                   # any of these; at least one
    ///       paths:                  # items by their keys; * is any field, [*] any item
    ///         - spec.replicas
    ///         - spec.template.spec.containers[name=web].image
    ///       pointers: [/spec/replicas]        # JSON Pointers
    ///       globs: ['spec.template.*.image']  # * crosses everything
    ///       managers: [kube-controller-manager]
    ///       all: true               # the whole object
    /// ```
    ///
    /// - Throws: `DriftRulesError` with everything that is wrong, each with its place.
    public init(_ source: SourceText) throws(DriftRulesError) {
        var reader = RuleFileReader(source: source.name)
        let root: Node
        do throws(DocumentError) {
            root = try Document(yaml: source[0..<source.byteCount], name: source.name).root
        } catch {
            reader.note(.unreadable("\(error.problemText); \(error.nextStep)"), at: error.position)
            throw DriftRulesError(problems: reader.problems)
        }
        var rules: [DriftRule] = []
        if root.kind == .object {
            reader.expect(["version", "ignore"], in: root)
            if let version = root["version"] {
                if version.int64 != 1 { reader.note(.unknownVersion, at: version.position) }
            } else {
                reader.note(.missing("version", use: "write version: 1"), at: root.position)
            }
            let items = reader.list("ignore", in: root).map(Array.init) ?? []
            for (index, item) in items.enumerated() {
                if let rule = reader.rule(item, number: index + 1) { rules.append(rule) }
            }
        } else {
            reader.note(.wrongType(name: source.name, expected: "an object with version and ignore"), at: root.position)
        }
        guard reader.problems.isEmpty else { throw DriftRulesError(problems: reader.inOrder) }
        self.init(rules)
    }
}

extension RuleFileReader {
    fileprivate mutating func rule(_ item: Node, number: Int) -> DriftRule? {
        guard item.kind == .object else {
            note(.wrongType(name: "ignore", expected: "a list of objects"), at: item.position)
            return nil
        }
        expect(["name", "reason", "objects", "fields"], in: item)
        let name = string("name", in: item)?.text ?? "rule \(number)"
        let reason = string("reason", in: item)?.text
        let objects = object("objects", in: item).map { selector($0) } ?? ObjectSelector()
        guard item["fields"] != nil else {
            note(
                .missing("fields", use: "list paths, pointers, globs or managers, or write all: true"),
                at: item.position)
            return nil
        }
        guard let node = object("fields", in: item) else { return nil }
        let fields = fields(node)
        return DriftRule(
            name: name, reason: reason, objects: objects, fields: fields,
            origin: DriftRule.Origin(source: source, position: item.position))
    }

    private mutating func selector(_ node: Node) -> ObjectSelector {
        expect(["group", "kind", "name", "namespace", "labels", "annotations"], in: node)
        func glob(_ text: String) throws(TextPatternError) -> TextPattern { try TextPattern(glob: text) }
        func labels(_ text: String) throws(LabelError) -> LabelSelector { try LabelSelector(parsing: text) }
        return ObjectSelector(
            group: read(string("group", in: node), glob), kind: read(string("kind", in: node), glob),
            name: read(string("name", in: node), glob), namespace: read(string("namespace", in: node), glob),
            labels: read(string("labels", in: node), labels),
            annotations: read(string("annotations", in: node), labels))
    }

    private mutating func fields(_ node: Node) -> [DriftRule.Fields] {
        expect(["paths", "pointers", "globs", "managers", "all"], in: node)
        let before = problems.count
        var fields: [DriftRule.Fields] = []
        for item in strings("paths", in: node) {
            let pattern = read(item) { (text) throws(PathError) in try FieldPattern(parsing: text) }
            if let pattern { fields.append(.pattern(pattern)) }
        }
        for item in strings("pointers", in: node) {
            let pointer = read(item) { (text) throws(PathError) in try JSONPointer(parsing: text) }
            if let pointer { fields.append(.pattern(FieldPattern(pointer))) }
        }
        for item in strings("globs", in: node) {
            let glob = read(item) { (text) throws(TextPatternError) in try TextPattern(glob: text) }
            if let glob { fields.append(.glob(glob)) }
        }
        fields += strings("managers", in: node).map { .manager($0.text) }
        if boolean("all", in: node) { fields.append(.all) }
        if fields.isEmpty, problems.count == before {
            note(
                .missing("fields", use: "list paths, pointers, globs or managers, or write all: true"),
                at: node.position)
        }
        return fields
    }
}
