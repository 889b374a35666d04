import GitOpsManifest

/// One line of knowledge: a field, what may happen to it, and what that does.
struct RiskRule: Sendable {
    let risk: ChangeRisk
    let field: RiskPattern
    let test: RiskTest
    let reason: String
    let source: String
    /// The rule holds only for objects that are so after the change.
    let condition: RiskCondition?
    /// Where the value comes from when the field has none.
    let inherited: FieldPath?
    /// The field has no effect when all of these have a value.
    let overriding: [RiskPattern]
    /// An object that is new cannot be so.
    let isForUpdates: Bool

    init(
        _ risk: ChangeRisk, _ field: RiskPattern, _ test: RiskTest, _ reason: String, _ source: String,
        if condition: RiskCondition? = nil, inherited: FieldPath? = nil, overriding: [RiskPattern] = [],
        onlyUpdates: Bool = false
    ) {
        self.risk = risk
        self.field = field
        self.test = test
        self.reason = reason
        self.source = source
        self.condition = condition
        self.inherited = inherited
        self.overriding = overriding
        isForUpdates = onlyUpdates || !test.holdsForNewObjects
    }
}

/// The fields that a rule is about: `spec.containers[].image`; `[]` stands for each item of a list.
struct RiskPattern: Sendable, ExpressibleByStringLiteral {
    enum Step: Sendable, Hashable {
        case field(String)
        case item
    }

    var steps: [Step]

    init(steps: [Step]) { self.steps = steps }

    init(stringLiteral text: String) {
        steps = text.split(separator: ".").flatMap { part -> [Step] in
            part.hasSuffix("[]") ? [.field(String(part.dropLast(2))), .item] : [.field(String(part))]
        }
    }

    /// A member whose name has dots: an annotation, a label.
    func key(_ name: String) -> RiskPattern { RiskPattern(steps: steps + [.field(name)]) }

    func appending(_ other: RiskPattern) -> RiskPattern { RiskPattern(steps: steps + other.steps) }

    /// The fields as a path; items have none.
    var path: FieldPath {
        FieldPath(
            steps.compactMap { step in
                if case .field(let name) = step { return .field(name) }
                return nil
            })
    }
}

/// What an object must be like for a rule to hold.
struct RiskCondition: Sendable {
    let path: FieldPath
    let values: [String]
    let isExpected: Bool

    static func when(_ path: RiskPattern, _ values: String...) -> RiskCondition {
        RiskCondition(path: path.path, values: values, isExpected: true)
    }

    static func unless(_ path: RiskPattern, _ values: String...) -> RiskCondition {
        RiskCondition(path: path.path, values: values, isExpected: false)
    }

    func holds(_ states: RiskStates) -> Bool {
        let value = states.after(path)
        let found = FieldPath.Scalar.spelled(value)
        return found.map(values.contains) ?? false == isExpected
    }
}

extension FieldPath.Scalar {
    /// A scalar of a document as text.
    static func spelled(_ node: Node?) -> String? {
        switch node.flatMap({ FieldPath.Scalar($0) }) {
        case .string(let text): text
        case .null, nil: nil
        case let other?: other.json
        }
    }
}

/// An object before and after a change.
struct RiskStates {
    let before: Node?
    let after: Node?
    /// What `after` does not name stays as it was: a desired state that is applied to a live object.
    let isOverlay: Bool

    func before(_ path: FieldPath) -> Node? { before?.value(at: path) }

    func after(_ path: FieldPath) -> Node? {
        after?.value(at: path) ?? (isOverlay ? before?.value(at: path) : nil)
    }
}
