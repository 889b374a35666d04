public import GitOpsManifest

/// Checks objects as the API server does when it reads them: unknown fields, wrong types, formats, and for custom
/// resources every keyword of their structural schema.
///
/// ```swift
/// for violation in SchemaValidator().validate(manifest.root) ?? [] { print(violation) }
/// ```
///
/// Rules in CEL (`x-kubernetes-validations`; `CustomResourceRules` of GitOpsPolicy asks them) and the hand-written
/// validation of built-in kinds are not part of it.
/// Source: the strict decoder of apimachinery's `serializer/json`; apiextensions-apiserver `pkg/apiserver/validation`.
public struct SchemaValidator: Sendable {
    /// The kinds that are known.
    public var schema: Schema
    /// Evaluates `pattern`; without it such a keyword is reported as unverified.
    public var patterns: (any PatternMatching)?

    /// A validator for the kinds of a schema.
    public init(schema: Schema = .kubernetes, patterns: (any PatternMatching)? = nil) {
        self.schema = schema
        self.patterns = patterns
    }

    /// What is wrong with an object; `nil` when the schema does not know its kind, and nothing can be said.
    ///
    /// Complexity: O(size of the object).
    public func validate(_ object: Node) -> [SchemaViolation]? {
        guard let resource = schema.resource(of: object) else { return nil }
        var check = TypeValidation(storage: object.storage)
        if let custom = resource.custom {
            check.checkMetadata(of: object, resource.type)
            check.problems += structuralProblems(of: object, custom, resource.type)
        } else {
            check.check(object.index, resource.type)
        }
        var violations = check.problems.map { violation($0, in: object, resource.type) }
        if object.index == object.storage.rootIndex {
            violations += object.document.duplicateKeys.map {
                SchemaViolation(path: FieldPath([.field($0.key)]), position: $0.second, problem: .repeatedField)
            }
        }
        return violations
    }

    private func violation(_ problem: NodeProblem, in object: Node, _ type: TypeRef) -> SchemaViolation {
        let node = Node(storage: object.storage, index: problem.node)
        var path = SchemaPath.of(problem.node, from: object.index, in: object.storage, type)
        // Its keys name two items, its position only one.
        if problem.problem == .duplicateItem, let list = node.parent {
            path.steps[path.steps.count - 1] = .index(node.index - list.record.children.lowerBound)
        }
        if let missing = problem.missing { path.steps.append(.field(missing)) }
        let isName = if case .unknownField = problem.problem { true } else { false }
        return SchemaViolation(
            path: path, position: isName ? node.keyPosition : node.position, problem: problem.problem)
    }

    /// The keywords of a custom resource's structural schema.
    ///
    /// The server asks them once the defaults are set. A field that is absent here can decide an alternative, so that
    /// what comes from one counts only when it holds for the object with its defaults as well.
    private func structuralProblems(of object: Node, _ custom: CustomKind, _ type: TypeRef) -> [NodeProblem] {
        guard let structural = custom.structuralSchema else { return [] }
        func problems(_ object: Node) -> [NodeProblem] {
            var keywords = StructuralValidation(storage: object.storage, patterns: patterns)
            keywords.checkRoot(object.index, structural, ignoresStatus: custom.hasStatusSubresource)
            return keywords.problems
        }
        let found = problems(object)
        guard found.contains(where: \.isOfAlternative),
            let stored = try? StoredForm(schema: schema, keepsServerFields: true).document(of: object).root
        else { return found }
        let remaining = Set(
            problems(stored).filter(\.isOfAlternative).map { violation($0, in: stored, type).description })
        return found.filter { problem in
            !problem.isOfAlternative || remaining.contains(violation(problem, in: object, type).description)
        }
    }
}

/// Linear-time regular expressions in Go's syntax, for `pattern` in the schemas of custom resources.
public protocol PatternMatching: Sendable {
    /// Whether the text has a match; `nil` when the pattern cannot be compiled.
    func matches(_ text: String, pattern: String) -> Bool?
}

/// A problem at a node, before its path is known.
struct NodeProblem {
    var node: Int
    /// The name of a member that the node lacks.
    var missing: String?
    var problem: SchemaViolation.Problem
    /// Whether it was found below `allOf`, `anyOf`, `oneOf` or `not`.
    var isOfAlternative = false
}
