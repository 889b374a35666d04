import GitOpsManifest

/// The version of Kubernetes whose rules a Pod Security standard has.
///
/// Source: `ParseVersion` of pod-security-admission, `api/helpers.go`.
public enum PodSecurityVersion: Sendable, Hashable {
    /// The rules of Kubernetes 1.`minor`.
    case minor(Int)
    /// The newest rules that the server knows.
    case latest

    /// `latest` or `v1.24`; `nil` for anything else, `1.24` and `v1.024` among it.
    public init?(_ text: String) {
        if text.hasSameBytes(as: "latest") {
            self = .latest
            return
        }
        let bytes = Array(text.utf8)
        let digits = bytes.dropFirst(3)
        guard bytes.starts(with: "v1.".utf8), !digits.isEmpty, digits.count == 1 || digits.first != UInt8(ascii: "0"),
            digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
            let minor = Int(String(decoding: digits, as: UTF8.self))
        else { return nil }
        self = .minor(minor)
    }
}

extension PodSecurityVersion: Comparable {
    /// Older versions first; `latest` is newer than every other.
    public static func < (left: Self, right: Self) -> Bool {
        switch (left, right) {
        case (.minor(let one), .minor(let other)): one < other
        case (.minor, .latest): true
        case (.latest, _): false
        }
    }
}

extension PodSecurityVersion: CustomStringConvertible {
    /// `latest` or `v1.24`.
    public var description: String {
        switch self {
        case .latest: "latest"
        case .minor(let minor): "v1.\(minor)"
        }
    }
}
