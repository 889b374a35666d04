extension StringsLibrary {
    private static func outOfRange(_ index: Int64, in evaluation: inout Evaluation) -> Value {
        evaluation.fail(.indexOutOfRange, "index out of range: ", .integer(index))
    }

    static func charAt(_ text: Value, _ index: Int64, in evaluation: inout Evaluation) -> Value {
        let points = CodePoints(text)
        guard let offset = points.offset(of: index) else { return outOfRange(index, in: &evaluation) }
        return offset == points.bytes.count ? .emptyString : points.slice(offset..<points.end(from: offset))
    }

    static func substring(_ arguments: UnsafeBufferPointer<Value>, in evaluation: inout Evaluation) -> Value {
        let points = CodePoints(arguments[0])
        let start = arguments[1].integer
        if arguments.count > 2, start > arguments[2].integer {
            return evaluation.fail(
                .indexOutOfRange, "invalid substring range. start: \(start), end: \(arguments[2].integer)")
        }
        guard let lower = points.offset(of: start) else { return outOfRange(start, in: &evaluation) }
        guard arguments.count > 2 else { return points.slice(lower..<points.bytes.count) }
        guard let upper = points.offset(of: arguments[2].integer) else {
            return outOfRange(arguments[2].integer, in: &evaluation)
        }
        return points.slice(lower..<upper)
    }

    /// `indexOf` and `lastIndexOf`.
    static func search(
        _ function: StringsFunction, _ arguments: UnsafeBufferPointer<Value>, in evaluation: inout Evaluation
    ) -> Value {
        let points = CodePoints(arguments[0])
        let pattern = arguments[1].bytes
        let isLast = function == .lastIndexOf
        let start = arguments.count > 2 ? arguments[2].integer : isLast ? Int64(max(0, points.count - 1)) : 0
        if start < 0 { return outOfRange(start, in: &evaluation) }
        if pattern.isEmpty {
            // Matches where the search begins, at the end at last.
            let count = Int64(points.count)
            return .integer(arguments.count > 2 ? min(start, count) : isLast ? count : 0)
        }
        guard let offset = points.offset(of: start), offset < points.bytes.count else { return .integer(-1) }
        let searched = ByteSearch(pattern)
        let found =
            isLast ? searched.last(in: points.bytes, from: offset) : searched.first(in: points.bytes, from: offset)
        return .integer(found.map { Int64(points.index(ofByte: $0)) } ?? -1)
    }

    /// Without white space around.
    static func trim(_ text: Value) -> Value {
        let points = CodePoints(text)
        let string = text.text
        let scalars = string.unicodeScalars
        let start = scalars.firstIndex { !$0.properties.isWhitespace } ?? scalars.endIndex
        let end = scalars.lastIndex { !$0.properties.isWhitespace }.map { scalars.index(after: $0) } ?? start
        let lower = string.utf8.distance(from: string.startIndex, to: start)
        let upper = string.utf8.distance(from: string.startIndex, to: end)
        return points.slice(lower..<upper)
    }
}
