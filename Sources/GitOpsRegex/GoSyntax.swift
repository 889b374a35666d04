/// What RE2 takes and Go does not.
///
/// Source: `regexp/syntax` of Go, whose matching knows no single bytes.
enum GoSyntax {
    /// The first part of a pattern that Go refuses; `nil` when there is none. Complexity: O(length).
    static func refusedPart(of pattern: String) -> String? {
        var rest = Array(pattern.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "\\"), let escaped = rest.popFirst() else { continue }
            switch escaped {
            case UInt8(ascii: "C"): return #"\C"#
            case UInt8(ascii: "Q"): skipQuoted(&rest)
            default: break
            }
        }
        return nil
    }

    /// Up to `\E`, all means itself.
    private static func skipQuoted(_ rest: inout ArraySlice<UInt8>) {
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "\\"), rest.first == UInt8(ascii: "E") {
                rest.removeFirst()
                return
            }
        }
    }
}
