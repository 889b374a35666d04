import GitOpsManifest
import GitOpsReport
import GitOpsSchema

/// What policies of all kinds have in common.
extension PolicyFieldReader {
    mutating func paramKind(_ node: Node?, _ path: FieldPath) -> GroupVersionKind? {
        guard let node, !node.isNull else { return nil }
        let apiVersion = requiredText(node, "apiVersion", path)
        let kind = requiredText(node, "kind", path)
        if !apiVersion.isEmpty, !Self.isGroupVersion(apiVersion) {
            note(
                node["apiVersion"], path.appending(.field("apiVersion")),
                "is \(apiVersion.goQuoted); write a group and a version, as in apps/v1, or v1")
        }
        if !kind.isEmpty, !Self.isLabel(kind.lowercased()[...]) {
            note(
                node["kind"], path.appending(.field("kind")),
                "is \(kind.goQuoted), which is no name of a kind; write letters, digits and -, a letter first")
        }
        return GroupVersionKind(apiVersion: apiVersion, kind: kind)
    }

    private static func isGroupVersion(_ text: String) -> Bool {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let version = parts.last, isLabel(version) else { return false }
        return parts.count == 1 || parts[0].isEmpty || isSubdomain(String(parts[0]))
    }

    /// Source: `IsDNS1035Label` of apimachinery, `pkg/util/validation/validation.go`.
    private static func isLabel(_ text: Substring) -> Bool {
        guard let first = text.utf8.first, let last = text.utf8.last, text.utf8.count <= 63 else { return false }
        func isLowercase(_ byte: UInt8) -> Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) }
        return isLowercase(first) && last != UInt8(ascii: "-")
            && text.utf8.allSatisfy { isLowercase($0) || Self.isDigit($0) || $0 == UInt8(ascii: "-") }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    /// A name that may have a prefix, as labels have them.
    static func isQualifiedName(_ text: String) -> Bool { (try? LabelSyntax.validate(key: text)) != nil }

    /// A name such as objects have.
    static func isSubdomain(_ text: String) -> Bool { isQualifiedName("\(text)/name") && !text.contains("/") }

    /// A name that may be a part of a path, as every object's has to be.
    ///
    /// Source: `ValidatePathSegmentName` of apimachinery, `pkg/api/validation/path/name.go`.
    static func isPathSegment(_ text: String) -> Bool {
        text != "." && text != ".." && !text.utf8.contains { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "%") }
    }

    /// Which requests a policy is about, which every policy has to say.
    mutating func matchConstraints(_ spec: Node, _ root: FieldPath) -> MatchResources? {
        let path = root.appending(.field("matchConstraints"))
        guard let node = spec["matchConstraints"], !node.isNull else {
            note(spec, path, "is required; say which resources the policy is about")
            return nil
        }
        let read = matchResources(node, path)
        guard read?.resourceRules.isEmpty == true else { return read }
        note(node, path.appending(.field("resourceRules")), "is required; list at least one rule")
        return nil
    }

    mutating func matchConditions(_ spec: Node, _ root: FieldPath) -> [ValidatingAdmissionPolicy.MatchCondition] {
        var conditions: [ValidatingAdmissionPolicy.MatchCondition] = []
        for (node, path) in elements(spec["matchConditions"], root.appending(.field("matchConditions"))) {
            let name = requiredText(node, "name", path)
            if !name.allSatisfy(\.isWhitespace), !Self.isQualifiedName(name) {
                note(
                    node["name"], path.appending(.field("name")),
                    "is \(name.goQuoted); write letters, digits, -, _ and ., the first and last no sign")
            }
            conditions.append(
                ValidatingAdmissionPolicy.MatchCondition(
                    name: name, expression: expression(node, "expression", path)))
        }
        unique(conditions.map(\.name), spec, "matchConditions", root, limit: 64, what: "conditions")
        return conditions
    }

    mutating func variables(_ spec: Node, _ root: FieldPath) -> [ValidatingAdmissionPolicy.Variable] {
        var variables: [ValidatingAdmissionPolicy.Variable] = []
        for (node, path) in elements(spec["variables"], root.appending(.field("variables"))) {
            variables.append(
                ValidatingAdmissionPolicy.Variable(
                    name: identifier(node, path), expression: expression(node, "expression", path)))
        }
        unique(variables.map(\.name), spec, "variables", root, limit: nil, what: "variables")
        return variables
    }

    /// A name that expressions can use after `variables.`.
    mutating func identifier(_ node: Node, _ path: FieldPath) -> String {
        let name = requiredText(node, "name", path)
        let isIdentifier =
            name.utf8.first.map { Self.isLetter($0) } == true
            && name.utf8.allSatisfy { Self.isLetter($0) || Self.isDigit($0) } && !Self.reserved.contains(name)
        if !isIdentifier, !name.isEmpty {
            note(
                node["name"], path.appending(.field("name")),
                "is \(name.goQuoted), which no expression can use; write letters, digits and _, and no reserved word")
        }
        return name
    }

    /// Words that expressions keep for themselves. Source: `celReserved` in
    /// `pkg/apis/admissionregistration/validation/validation.go` of Kubernetes.
    private static let reserved: Set<String> = [
        "true", "false", "null", "in", "as", "break", "const", "continue", "else", "for", "function", "if", "import",
        "let", "loop", "package", "namespace", "return", "var", "void", "while",
    ]

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
            || byte == UInt8(ascii: "_")
    }

    mutating func unique(
        _ names: [String], _ spec: Node, _ field: String, _ path: FieldPath, limit: Int?, what: String
    ) {
        let path = path.appending(.field(field))
        if let limit, names.count > limit {
            note(spec[field], path, "has \(names.count) \(what), and at most \(limit) are allowed; leave some out")
        }
        var seen: Set<ExactText> = []
        for (index, name) in names.enumerated() where !seen.insert(ExactText(name)).inserted {
            note(
                spec[field]?[index], path.appending(.index(index)),
                "repeats \(name.goQuoted); rename one of both")
        }
    }

    mutating func policyName(_ spec: Node, _ path: FieldPath) -> String {
        let name = requiredText(spec, "policyName", path)
        if !name.allSatisfy(\.isWhitespace), !Self.isSubdomain(name) {
            note(
                spec["policyName"], path.appending(.field("policyName")),
                "is \(name.goQuoted), which is no name of a policy; write lowercase letters, digits, - and .")
        }
        return name
    }

    mutating func paramRef(
        _ node: Node?, _ path: FieldPath, _ apiVersion: String
    ) -> ValidatingAdmissionPolicyBinding.ParamRef? {
        guard let node, !node.isNull else { return nil }
        var reference = ValidatingAdmissionPolicyBinding.ParamRef()
        reference.name = text(node["name"], path.appending(.field("name"))) ?? ""
        if !Self.isPathSegment(reference.name) {
            note(
                node["name"], path.appending(.field("name")),
                "is \(reference.name.goQuoted), which is no name of an object; leave out / and %")
        }
        reference.namespace = text(node["namespace"], path.appending(.field("namespace"))) ?? ""
        if let selector = node["selector"], !selector.isNull {
            reference.selector = self.selector(selector, path.appending(.field("selector")))
        }
        if reference.name.isEmpty == (reference.selector == nil) {
            note(node, path, "needs either name or selector, and not both")
        }
        let field = path.appending(.field("parameterNotFoundAction"))
        switch text(node["parameterNotFoundAction"], field) {
        case "Deny": reference.deniesWithoutParams = true
        case "Allow": reference.deniesWithoutParams = false
        case nil:
            // Defaulted in alpha, required since.
            if !apiVersion.hasSuffix("v1alpha1") {
                note(node, field, "is required; write Deny or Allow")
            }
        case let other?: note(node, field, "is \(other.goQuoted); write Deny or Allow")
        }
        return reference
    }
}
