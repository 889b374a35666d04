package import GitOpsManifest

/// Whether two scalars of a type are the same value to the API server, however they are spelled.
package enum ScalarEquality {
    /// Complexity: O(length of the values).
    package static func isEqual(
        _ format: ScalarFormat, _ left: DocumentStorage, _ leftIndex: Int, _ right: DocumentStorage, _ rightIndex: Int
    ) -> Bool {
        if NodeEquality.isEqual(left, leftIndex, right, rightIndex) { return true }
        switch format {
        case .quantity:
            guard let first = quantity(left, leftIndex), let second = quantity(right, rightIndex) else { return false }
            // The server stores the canonical spelling of the value and its format.
            return first.canonical == second.canonical
        case .time, .microTime:
            let precision: Timestamp.Precision = format == .time ? .seconds : .microseconds
            guard let first = text(left, leftIndex), let second = text(right, rightIndex),
                let one = try? Timestamp(parsing: first, precision: precision),
                let other = try? Timestamp(parsing: second, precision: precision)
            else { return false }
            // A fraction is read and not kept.
            return one.seconds == other.seconds && (format == .time || one.nanoseconds == other.nanoseconds)
        case .bytes:
            guard let first = text(left, leftIndex), let second = text(right, rightIndex) else { return false }
            // Base64 may be broken into lines.
            return first.utf8.lazy.filter { $0 != 0x0A && $0 != 0x0D }
                .elementsEqual(second.utf8.lazy.filter { $0 != 0x0A && $0 != 0x0D })
        case .duration:
            guard let first = text(left, leftIndex), let second = text(right, rightIndex),
                let one = GoDuration(first), let other = GoDuration(second)
            else { return false }
            return one == other
        case .string, .boolean, .integer, .int32, .int64, .number, .intOrString: return false
        }
    }

    private static func text(_ storage: DocumentStorage, _ index: Int) -> String? {
        Node(storage: storage, index: index).string
    }

    private static func quantity(_ storage: DocumentStorage, _ index: Int) -> Quantity? {
        let node = Node(storage: storage, index: index)
        guard let text = node.string ?? node.numberSpelling else { return nil }
        return Quantity(text)
    }
}
