package import GitOpsManifest

/// A place in a document whose value nobody knows: what reads it has no value either, and `||` and `&&` absorb that
/// where it does not decide.
///
/// It is kept as a number that no reader accepts, so that values which are known are read as fast as without.
package enum UnknownNode: UInt8 {
    /// Something is there.
    case value = 0x76
    /// Perhaps nothing is there.
    case presence = 0x70

    /// No number begins so.
    static var mark: UInt8 { UInt8(ascii: "?") }

    /// What a spelling stands for.
    init?(_ spelling: UnsafeBufferPointer<UInt8>) {
        guard spelling.count >= 2, spelling[0] == Self.mark else { return nil }
        self.init(rawValue: spelling[1])
    }

    var errorKind: EvaluationError.Kind { self == .value ? .unknownValue : .unknownPresence }
}

extension DocumentBuilder {
    /// Adds a place of which nobody knows the value; the text is what errors say of it.
    package mutating func append(_ unknown: UnknownNode, saying text: String) {
        let spelling = [UnknownNode.mark, unknown.rawValue] + Array(text.utf8)
        spelling.withUnsafeBufferPointer { append(number: $0) }
    }
}

extension Evaluation {
    /// Whether a member is there that is a number in its document.
    @inline(never)
    mutating func presence(of member: UnsafePointer<NodeRecord>, _ document: UInt16, _ index: UInt32) -> Value {
        instruction = index
        let value = value(member, document)
        return isUnknownPresence(value) ? value : .yes
    }

    /// Whether an error says that nobody knows whether something is there.
    func isUnknownPresence(_ value: Value) -> Bool { value.isError && kind(of: value) == .unknownPresence }

    /// Ends the evaluation where a part is looked at that nobody knows; whether the whole is equal is not known then.
    @inline(never)
    mutating func unknownEquality(_ left: Value, _ right: Value) -> Bool {
        // The same place is equal to itself, whatever it holds.
        if left.isError, right.isError, let first = record(left), let second = record(right),
            first.detail.payload == second.detail.payload
        {
            return true
        }
        if final == nil { final = left.isError ? left : right }
        return false
    }

    /// Of two errors the one that says that nobody knows: the other one might not have counted.
    @inline(never)
    func decisive(_ first: Value, _ second: Value) -> Value {
        second.isError && kind(of: second).isUnknown && !kind(of: first).isUnknown ? second : first
    }
}
