extension StringsLibrary {
    /// Source: `strings.Replace` of Go.
    static func replace(_ arguments: UnsafeBufferPointer<Value>, in evaluation: inout Evaluation) -> Value {
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
    static func split(_ arguments: UnsafeBufferPointer<Value>, in evaluation: inout Evaluation) -> Value {
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
