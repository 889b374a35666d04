extension IPAddress: CustomStringConvertible {
    /// The canonical form of RFC 5952: lowercase, no leading zeros, the first longest run of two or more zero fields
    /// written as `::`.
    package var description: String {
        if isVersion4 {
            return "\(low >> 24).\(low >> 16 & 0xFF).\(low >> 8 & 0xFF).\(low & 0xFF)"
        }
        let fields = (0..<8).map { index in
            UInt16(truncatingIfNeeded: (index < 4 ? high : low) >> UInt64((3 - index % 4) * 16))
        }
        let gap = Self.longestZeros(fields)
        var text = ""
        var index = 0
        while index < 8 {
            if index == gap.lowerBound && !gap.isEmpty {
                text += "::"
                index = gap.upperBound
                continue
            }
            if !text.isEmpty && !text.hasSuffix(":") { text += ":" }
            text += String(fields[index], radix: 16)
            index += 1
        }
        return text
    }

    /// The first longest run of zeros; empty when no run has two.
    private static func longestZeros(_ fields: [UInt16]) -> Range<Int> {
        var longest = 0..<0
        var start = 0
        while start < fields.count {
            var end = start
            while end < fields.count && fields[end] == 0 { end += 1 }
            if end - start > max(1, longest.count) { longest = start..<end }
            start = max(end, start + 1)
        }
        return longest
    }
}
