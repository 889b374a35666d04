/// An exact decimal number with a unit suffix, as Kubernetes writes CPU, memory and storage: `100m`, `1Gi`, `1e3`.
///
/// Two quantities are equal when their values are: `1000m` equals `1`, `1Gi` equals `1024Mi`. The format takes no part
/// in it. Values are never held as floating point and have no upper bound, except that a quantity *read* with a binary
/// suffix is capped at 2^63-1, as Kubernetes caps it.
///
/// Source: `k8s.io/apimachinery/pkg/api/resource/quantity.go`.
public struct Quantity: Sendable {
    /// The family of suffixes a quantity is printed with.
    public enum Format: Hashable, Sendable, CaseIterable {
        /// `12e6`: powers of ten written as an exponent.
        case decimalExponent
        /// `12Mi`: powers of 1024.
        case binarySI
        /// `12M`: powers of 1000.
        case decimalSI
    }

    let amount: DecimalAmount

    /// The family of suffixes this quantity was written with and is printed with.
    public let format: Format

    init(amount: DecimalAmount, format: Format) {
        self.amount = amount
        self.format = format
    }

    /// A whole number.
    public init(_ value: Int64, format: Format = .decimalSI) {
        self.init(amount: .small(value: value, scale: 0), format: format)
    }

    /// A number of thousandths, the usual unit of CPU.
    public init(milli: Int64, format: Format = .decimalSI) {
        self.init(amount: .small(value: milli, scale: -3), format: format)
    }

    /// Nothing, in decimal format.
    public static let zero = Quantity(0)

    /// Whether the value is zero.
    public var isZero: Bool { amount.sign == 0 }

    /// -1 below zero, 0 for zero, 1 above.
    public var sign: Int { amount.sign }
}

extension Quantity: Comparable {
    /// Whether both have the same exact value, whatever their formats.
    ///
    /// Complexity: O(1) for values of 64 bits, else linear in the digits.
    public static func == (left: Quantity, right: Quantity) -> Bool {
        left.amount == right.amount
    }

    /// Orders by exact value.
    public static func < (left: Quantity, right: Quantity) -> Bool {
        left.amount < right.amount
    }
}

extension Quantity: Hashable {
    /// Hashes the exact value, whatever the format.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(amount)
    }
}
