/// A span of time as Go and Kubernetes write it: `1h30m`, `500ms`, `-1.5s`.
///
/// `1h` and `60m` are the same duration. Source: Go's `time` package, `time.go` and `format.go`; `metav1.Duration`.
public struct GoDuration: Hashable, Sendable {
    /// The span in nanoseconds.
    public let nanoseconds: Int64

    /// A span of so many nanoseconds.
    public init(nanoseconds: Int64) {
        self.nanoseconds = nanoseconds
    }

    /// No time at all.
    public static let zero = GoDuration(nanoseconds: 0)
}

extension GoDuration: Comparable {
    /// Orders by length; negative spans come first.
    public static func < (left: GoDuration, right: GoDuration) -> Bool {
        left.nanoseconds < right.nanoseconds
    }
}
