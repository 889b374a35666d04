import GitOpsManifest

/// A quantity, and how Kubernetes holds it in memory, by which `isInteger` decides.
///
/// Source: `Quantity.AsInt64` in `k8s.io/apimachinery/pkg/api/resource/quantity.go`.
package struct QuantityNumber: Sendable {
    let quantity: Quantity
    /// The power of ten that the integer is counted in; `nil` when the number is held as a big decimal.
    let scale: Int?

    init(_ quantity: Quantity, scale: Int?) {
        self.quantity = quantity
        self.scale = scale
    }

    /// The number as an integer, when it is held as an integer of whole units: `1000m` and `1.0` are not.
    var integer: Int64? {
        guard let scale, scale >= 0 else { return nil }
        return quantity.exactInt64
    }

    func adding(_ other: QuantityNumber) throws(QuantityError) -> QuantityNumber {
        QuantityNumber(try quantity.adding(other.quantity), scale: sumScale(with: other))
    }

    func subtracting(_ other: QuantityNumber) throws(QuantityError) -> QuantityNumber {
        QuantityNumber(try quantity.subtracting(other.quantity), scale: sumScale(with: other))
    }

    private func sumScale(with other: QuantityNumber) -> Int? {
        if other.quantity.isZero { return scale }
        if quantity.isZero { return other.scale }
        guard let scale, let otherScale = other.scale else { return nil }
        return min(scale, otherScale)
    }
}

extension QuantityNumber: Hashable {
    /// Whether both have the same value, whatever their formats.
    package static func == (left: Self, right: Self) -> Bool { left.quantity == right.quantity }

    package func hash(into hasher: inout Hasher) { hasher.combine(quantity) }
}
