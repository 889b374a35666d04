/// The extended strings of cel-go. Positions count code points.
///
/// Source: https://github.com/google/cel-go/blob/master/ext/strings.go.
enum StringsLibrary {
    static func call(
        _ function: UInt8, _ arguments: UnsafeBufferPointer<Value>, in evaluation: inout Evaluation
    ) -> Value {
        guard let function = StringsFunction(rawValue: function), let first = arguments.first else {
            return evaluation.noSuchOverload()
        }
        switch function {
        case .join: return join(arguments, in: &evaluation)
        case .indexOf, .lastIndexOf, .reverse:
            guard first.isList else { break }
            // The names are shared with functions of lists.
            switch function {
            case .indexOf:
                return KubernetesListsLibrary.call(
                    KubernetesListsFunction.indexOf.rawValue, arguments, in: &evaluation)
            case .lastIndexOf:
                return KubernetesListsLibrary.call(
                    KubernetesListsFunction.lastIndexOf.rawValue, arguments, in: &evaluation)
            default: return ListsLibrary.call(ListsFunction.reverse.rawValue, arguments, in: &evaluation)
            }
        default: break
        }
        guard accepts(function, arguments) else {
            return evaluation.noOverload(function == .quote ? "strings.quote" : "\(function)", arguments)
        }
        switch function {
        case .charAt: return charAt(first, arguments[1].integer, in: &evaluation)
        case .indexOf, .lastIndexOf: return search(function, arguments, in: &evaluation)
        case .lowerAscii: return changeCase(first, of: 0x41...0x5A, in: &evaluation)
        case .upperAscii: return changeCase(first, of: 0x61...0x7A, in: &evaluation)
        case .replace: return replace(arguments, in: &evaluation)
        case .split: return split(arguments, in: &evaluation)
        case .substring: return substring(arguments, in: &evaluation)
        case .trim: return trim(first)
        case .format: return StringFormat.call(first, arguments[1], in: &evaluation)
        case .quote: return quote(first, in: &evaluation)
        case .reverse: return reverse(first, in: &evaluation)
        case .join: return evaluation.noSuchOverload()
        }
    }

    /// Whether the arguments' types fit, which matters when they are known only now.
    private static func accepts(_ function: StringsFunction, _ arguments: UnsafeBufferPointer<Value>) -> Bool {
        let shapes: [[Value.Tag]] =
            switch function {
            case .charAt: [[.string, .integer]]
            case .indexOf, .lastIndexOf, .split: [[.string, .string], [.string, .string, .integer]]
            case .lowerAscii, .upperAscii, .trim, .quote, .reverse: [[.string]]
            case .replace: [[.string, .string, .string], [.string, .string, .string, .integer]]
            case .substring: [[.string, .integer], [.string, .integer, .integer]]
            case .format: [[.string, .list], [.string, .documentList]]
            case .join: []
            }
        return shapes.contains { $0.elementsEqual(arguments.lazy.map(\.tag), by: ==) }
    }
}

// MARK: Parts and positions

extension StringsLibrary {
    private static func outOfRange(_ index: Int64, in evaluation: inout Evaluation) -> Value {
        evaluation.fail(.indexOutOfRange, "index out of range: ", .integer(index))
    }

    private static func charAt(_ text: Value, _ index: Int64, in evaluation: inout Evaluation) -> Value {
        let points = CodePoints(text)
        guard let offset = points.offset(of: index) else { return outOfRange(index, in: &evaluation) }
        return offset == points.bytes.count ? .emptyString : points.slice(offset..<points.end(from: offset))
    }

    private static func substring(_ arguments: UnsafeBufferPointer<Value>, in evaluation: inout Evaluation) -> Value {
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
    private static func search(
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
    private static func trim(_ text: Value) -> Value {
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

// MARK: New strings

extension StringsLibrary {
    /// Turns letters of one case of ASCII into the other.
    private static func changeCase(
        _ text: Value, of letters: ClosedRange<UInt8>, in evaluation: inout Evaluation
    ) -> Value {
        let bytes = text.bytes
        guard bytes.contains(where: letters.contains) else { return text }
        return evaluation.makeString(bytes.count, isASCII: text.flags.contains(.ascii)) { room in
            for index in bytes.indices {
                let byte = bytes[index]
                room.initializeElement(at: index, to: letters.contains(byte) ? byte ^ 0x20 : byte)
            }
        }
    }

    private static func reverse(_ text: Value, in evaluation: inout Evaluation) -> Value {
        let points = CodePoints(text)
        return evaluation.makeString(points.bytes.count, isASCII: points.isASCII) { room in
            var offset = 0
            while offset < points.bytes.count {
                let end = points.end(from: offset)
                let target = points.bytes.count - end
                for index in offset..<end {
                    room.initializeElement(at: target + index - offset, to: points.bytes[index])
                }
                offset = end
            }
        }
    }

    private static func quote(_ text: Value, in evaluation: inout Evaluation) -> Value {
        let escapes: [UInt8: Unicode.Scalar] = [
            0x07: "a", 0x08: "b", 0x0C: "f", 0x0A: "n", 0x0D: "r", 0x09: "t", 0x0B: "v", 0x5C: "\\", 0x22: "\"",
        ]
        var result: [UInt8] = [UInt8(ascii: "\"")]
        result.reserveCapacity(text.bytes.count + 2)
        for byte in text.bytes {
            if let letter = escapes[byte] {
                result += [UInt8(ascii: "\\"), UInt8(ascii: letter)]
            } else {
                result.append(byte)
            }
        }
        result.append(UInt8(ascii: "\""))
        return evaluation.makeString(result.count, isASCII: text.flags.contains(.ascii)) {
            _ = $0.initialize(fromContentsOf: result)
        }
    }

    private static func join(_ arguments: UnsafeBufferPointer<Value>, in evaluation: inout Evaluation) -> Value {
        let list = arguments[0]
        let separator = arguments.count > 1 ? arguments[1] : .emptyString
        guard list.isList, separator.tag == .string, arguments.count < 3 else {
            return evaluation.noOverload("join", arguments)
        }
        var parts: [Value] = []
        for index in 0..<evaluation.count(of: list) {
            let element = evaluation.element(of: list, at: index)
            if element.isError { return element }
            guard element.tag == .string else {
                return evaluation.fail(.invalidArgument, "join: invalid input: ", element)
            }
            if index > 0, separator.count > 0 { parts.append(separator) }
            parts.append(element)
        }
        return concatenate(parts, in: &evaluation)
    }

    /// One string of many.
    static func concatenate(_ parts: [Value], in evaluation: inout Evaluation) -> Value {
        var count = 0
        var isASCII = true
        for part in parts {
            count += Int(part.count)
            isASCII = isASCII && part.flags.contains(.ascii)
        }
        return evaluation.makeString(count, isASCII: isASCII) { room in
            var offset = 0
            for part in parts {
                let bytes = part.bytes
                _ = room[offset..<offset + bytes.count].initialize(fromContentsOf: bytes)
                offset += bytes.count
            }
        }
    }
}

// MARK: Splitting and replacing

extension StringsLibrary {
    /// Source: `strings.Replace` of Go.
    private static func replace(_ arguments: UnsafeBufferPointer<Value>, in evaluation: inout Evaluation) -> Value {
        let points = CodePoints(arguments[0])
        let (old, new) = (arguments[1], arguments[2])
        let limit = count(arguments, at: 3)
        if old.bytes.isEmpty { return interleaved(arguments[0], new, limit: limit, in: &evaluation) }
        let places = limit == 0 ? [] : matches(of: old.bytes, in: points, limit: limit)
        guard !places.isEmpty else { return arguments[0] }
        let (added, overflow) = places.count.multipliedReportingOverflow(by: new.bytes.count)
        guard !overflow else { return evaluation.outOfMemory() }
        let size = points.bytes.count - places.count * old.bytes.count + added
        return evaluation.makeString(size, isASCII: points.isASCII && new.flags.contains(.ascii)) { room in
            var read = 0
            var written = 0
            func copy(_ bytes: UnsafeBufferPointer<UInt8>.SubSequence) {
                _ = room[written..<written + bytes.count].initialize(fromContentsOf: bytes)
                written += bytes.count
            }
            for place in places {
                copy(points.bytes[read..<place])
                copy(new.bytes[...])
                read = place + old.bytes.count
            }
            copy(points.bytes[read...])
        }
    }

    /// A text with another before each code point and at the end, so often at most. No places are kept: they would take
    /// more room than the longest text there may be.
    private static func interleaved(_ text: Value, _ part: Value, limit: Int, in evaluation: inout Evaluation) -> Value
    {
        let points = CodePoints(text)
        let times = min(limit, points.count + 1)
        let (added, overflow) = times.multipliedReportingOverflow(by: part.bytes.count)
        let (size, isTooLong) = added.addingReportingOverflow(points.bytes.count)
        guard !overflow, !isTooLong else { return evaluation.outOfMemory() }
        if added == 0 { return text }
        return evaluation.makeString(size, isASCII: points.isASCII && part.flags.contains(.ascii)) { room in
            var written = 0
            func copy(_ bytes: UnsafeBufferPointer<UInt8>.SubSequence) {
                _ = room[written..<written + bytes.count].initialize(fromContentsOf: bytes)
                written += bytes.count
            }
            var read = 0
            for _ in 0..<times {
                copy(part.bytes[...])
                guard read < points.bytes.count else { break }
                let end = points.end(from: read)
                copy(points.bytes[read..<end])
                read = end
            }
            copy(points.bytes[read...])
        }
    }

    /// Source: `strings.SplitN` of Go.
    private static func split(_ arguments: UnsafeBufferPointer<Value>, in evaluation: inout Evaluation) -> Value {
        let points = CodePoints(arguments[0])
        let separator = arguments[1].bytes
        let limit = count(arguments, at: 2)
        if limit == 0 { return .emptyList }
        var places: [Int]
        if separator.isEmpty {
            if points.bytes.isEmpty { return .emptyList }
            // Between all code points, and neither before the first nor after the last.
            places = matches(of: separator, in: points, limit: limit == .max ? limit : limit + 1)
            places.removeFirst()
            if places.last == points.bytes.count { places.removeLast() }
            if places.count >= limit { places.removeLast(places.count - limit + 1) }
        } else {
            places = matches(of: separator, in: points, limit: limit == .max ? limit : limit - 1)
        }
        return evaluation.makeList(places.count + 1) { room in
            var start = 0
            for (index, place) in places.enumerated() {
                room.initializeElement(at: index, to: points.slice(start..<place))
                start = place + separator.count
            }
            room.initializeElement(at: places.count, to: points.slice(start..<points.bytes.count))
        }
    }

    /// An optional count, where a negative one means all.
    private static func count(_ arguments: UnsafeBufferPointer<Value>, at index: Int) -> Int {
        guard arguments.count > index, arguments[index].integer >= 0 else { return .max }
        return Int(clamping: arguments[index].integer)
    }

    /// Where a pattern begins; an empty one does before each code point and at the end.
    private static func matches(of pattern: UnsafeBufferPointer<UInt8>, in points: CodePoints, limit: Int) -> [Int] {
        guard pattern.isEmpty else { return ByteSearch(pattern).matches(in: points.bytes, limit: limit) }
        var places: [Int] = []
        var offset = 0
        while places.count < limit {
            places.append(offset)
            if offset == points.bytes.count { break }
            offset = points.end(from: offset)
        }
        return places
    }
}
