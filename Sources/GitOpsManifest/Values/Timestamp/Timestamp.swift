/// An instant, as Kubernetes writes it in RFC 3339: `2024-05-01T12:00:00Z`.
///
/// Two timestamps are equal when they name the same instant, whatever their offsets.
///
/// Source: `k8s.io/apimachinery/pkg/apis/meta/v1/time.go` and `micro_time.go`; RFC 3339.
public struct Timestamp: Hashable, Sendable {
    /// Whole seconds since 1970-01-01T00:00:00Z, rounded towards the past.
    public let seconds: Int64

    /// Nanoseconds after ``seconds``, from 0 to 999 999 999.
    public let nanoseconds: Int32

    /// Which of the two Kubernetes types a text is read or printed as.
    public enum Precision: Hashable, Sendable, CaseIterable {
        /// `metav1.Time`: any fraction is read, none is printed.
        case seconds
        /// `metav1.MicroTime`: exactly six digits of fraction, read and printed.
        case microseconds
    }

    package init(seconds: Int64, nanoseconds: Int32 = 0) {
        self.seconds = seconds
        self.nanoseconds = nanoseconds
    }
}

extension Timestamp: Comparable {
    /// Orders by instant.
    public static func < (left: Timestamp, right: Timestamp) -> Bool {
        (left.seconds, left.nanoseconds) < (right.seconds, right.nanoseconds)
    }
}
