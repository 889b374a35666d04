/// A signed decimal number: a whole mantissa times a power of ten.
///
/// Almost every quantity fits 64 bits; that case holds no reference and needs no allocation. The other one has no upper
/// bound, as `inf.Dec` in Kubernetes has none.
enum DecimalAmount: Sendable {
    /// `value` × 10^`scale`.
    case small(value: Int64, scale: Int)

    /// ±`magnitude` × 10^`scale`, where the mantissa without its trailing zeros does not fit `Int64`.
    case large(negative: Bool, magnitude: DecimalMagnitude, scale: Int)

    static let zero = DecimalAmount.small(value: 0, scale: 0)

    /// Chooses the small form whenever the mantissa fits it, after removing trailing zeros if it must.
    init(negative: Bool, magnitude: DecimalMagnitude, scale: Int) {
        if let value = Int64(negative: negative, magnitude: magnitude) {
            self = .small(value: value, scale: scale)
            return
        }
        let zeros = magnitude.trailingZeroCount
        let stripped = magnitude.dropping(lastDigits: zeros).kept
        if let value = Int64(negative: negative, magnitude: stripped) {
            self = .small(value: value, scale: scale + zeros)
        } else {
            self = .large(negative: negative, magnitude: stripped, scale: scale + zeros)
        }
    }

    /// -1, 0 or 1.
    var sign: Int {
        switch self {
        case .small(let value, _): return Int(value.signum())
        case .large(let negative, _, _): return negative ? -1 : 1
        }
    }

    var scale: Int {
        switch self {
        case .small(_, let scale), .large(_, _, let scale): return scale
        }
    }

    /// The mantissa without its sign, in the form that has no upper bound.
    var magnitude: DecimalMagnitude {
        switch self {
        case .small(let value, _): return DecimalMagnitude(value.magnitude)
        case .large(_, let magnitude, _): return magnitude
        }
    }

    var negated: DecimalAmount {
        switch self {
        case .small(let value, let scale) where value != .min: return .small(value: -value, scale: scale)
        default: return DecimalAmount(negative: sign > 0, magnitude: magnitude, scale: scale)
        }
    }

    /// Digits before the decimal point if positive, zeros after it if negative: the position of the first digit.
    /// Meaningless for zero.
    var order: Int {
        switch self {
        case .small(let value, let scale): return value.magnitude.decimalDigitCount + scale
        case .large(_, let magnitude, let scale): return magnitude.digitCount + scale
        }
    }
}

extension Int64 {
    /// The signed number, `nil` when 64 bits do not hold it.
    init?(negative: Bool, magnitude: DecimalMagnitude) {
        guard let value = magnitude.uint64 else { return nil }
        self.init(negative: negative, magnitude: value)
    }

    init?(negative: Bool, magnitude: UInt64) {
        if negative {
            guard magnitude <= Int64.min.magnitude else { return nil }
            self = Int64(truncatingIfNeeded: 0 &- magnitude)
        } else {
            guard let value = Int64(exactly: magnitude) else { return nil }
            self = value
        }
    }
}
