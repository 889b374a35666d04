/// OpenSSH's lists of patterns: `*` and `?` as in shells, a `!` in front excludes, commas between (`match.c`,
/// ssh_config(5)).
struct PatternList {
    private let patterns: [(excludes: Bool, pattern: [UInt8])]

    init(_ text: String) {
        patterns = text.utf8.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false).map { part in
            part.first == UInt8(ascii: "!") ? (true, Array(part.dropFirst())) : (false, Array(part))
        }
    }

    /// One pattern, in which commas and `!` stand for themselves.
    init(single pattern: String) { patterns = [(false, Array(pattern.utf8))] }

    /// Whether one pattern matches and none that excludes does.
    ///
    /// Complexity: the product of both lengths at worst.
    func matches(_ text: String) -> Bool {
        let text = Array(text.utf8)
        var isMatched = false
        for (excludes, pattern) in patterns where Self.matches(text, pattern) {
            if excludes { return false }
            isMatched = true
        }
        return isMatched
    }

    /// Goes back only to the last `*`: a match that needs an earlier one needs the last one too.
    private static func matches(_ text: [UInt8], _ pattern: [UInt8]) -> Bool {
        var (position, place) = (0, 0)
        var star: (position: Int, place: Int)?
        while position < text.count {
            if place < pattern.count, pattern[place] == UInt8(ascii: "*") {
                star = (position, place)
                place += 1
            } else if place < pattern.count, pattern[place] == UInt8(ascii: "?") || pattern[place] == text[position] {
                position += 1
                place += 1
            } else if let last = star {
                star = (last.position + 1, last.place)
                position = last.position + 1
                place = last.place + 1
            } else {
                return false
            }
        }
        return pattern[place...].allSatisfy { $0 == UInt8(ascii: "*") }
    }
}
