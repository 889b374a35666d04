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
    func matches(_ text: String) -> Bool { matches(Array(text.utf8)) }

    /// Whether the list lets anybody in, as far as that shows: whether one of its patterns, taken for a name, is let
    /// in. `!ada,*` lets somebody in, `ada,!ada` and `!ada` nobody.
    var admitsSomebody: Bool { named.contains { matches($0) } }

    /// Whether a name matches, of which Git would hear without asking for it.
    func admits(_ text: String) -> Bool {
        let text = Array(text.utf8)
        return matches(text) && named.contains { Self.matches(text, $0) }
    }

    /// The patterns that `ssh-keygen -Y find-principals` prints for Git to try one after the other: up to an empty one.
    private var named: [[UInt8]] {
        patterns.prefix { $0.excludes || !$0.pattern.isEmpty }.filter { !$0.excludes }.map(\.pattern)
    }

    private func matches(_ text: [UInt8]) -> Bool {
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
