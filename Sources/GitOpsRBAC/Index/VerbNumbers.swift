/// The verbs that rules name, numbered in the order of their first appearance.
struct VerbNumbers: Sendable {
    private var numbers: [NameID: UInt32] = [:]
    private(set) var names: [NameID] = []

    mutating func intern(_ verb: NameID) -> UInt32 {
        if let number = numbers[verb] { return number }
        let number = UInt32(truncatingIfNeeded: names.count)
        numbers[verb] = number
        names.append(verb)
        return number
    }

    func find(_ verb: NameID) -> UInt32? { numbers[verb] }
}
