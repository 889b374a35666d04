// Names and texts go by their bytes, not by canonical equivalence.

extension FieldPath.Step {
    /// Whether two steps lead to the same value.
    public static func == (left: Self, right: Self) -> Bool {
        switch (left, right) {
        case (.field(let one), .field(let other)): one.hasSameBytes(as: other)
        case (.index(let one), .index(let other)): one == other
        case (.keyed(let one), .keyed(let other)): one == other
        case (.value(let one), .value(let other)): one == other
        default: false
        }
    }

    /// Feeds the step.
    public func hash(into hasher: inout Hasher) {
        switch self {
        case .field(let name): name.hashBytes(into: &hasher)
        case .index(let index): hasher.combine(index)
        case .keyed(let keys): hasher.combine(keys)
        case .value(let scalar): hasher.combine(scalar)
        }
    }
}

extension FieldPath.Key {
    /// Whether name and value are the same.
    public static func == (left: Self, right: Self) -> Bool {
        left.name.hasSameBytes(as: right.name) && left.value == right.value
    }

    /// Feeds name and value.
    public func hash(into hasher: inout Hasher) {
        name.hashBytes(into: &hasher)
        hasher.combine(value)
    }
}

extension FieldPath.Scalar {
    /// Whether two scalars are of the same type and value.
    public static func == (left: Self, right: Self) -> Bool {
        switch (left, right) {
        case (.string(let one), .string(let other)), (.number(let one), .number(let other)):
            one.hasSameBytes(as: other)
        case (.integer(let one), .integer(let other)): one == other
        case (.boolean(let one), .boolean(let other)): one == other
        case (.null, .null): true
        default: false
        }
    }

    /// Feeds the value; scalars of different types may have the same hash.
    public func hash(into hasher: inout Hasher) {
        switch self {
        case .string(let text), .number(let text): text.hashBytes(into: &hasher)
        case .integer(let value): hasher.combine(value)
        case .boolean(let value): hasher.combine(value)
        case .null: hasher.combine(0)
        }
    }
}
