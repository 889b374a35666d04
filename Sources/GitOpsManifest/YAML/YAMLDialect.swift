/// The few texts that Kubernetes' reader takes and libyaml does not: they are handed to libyaml in a form of the same
/// length that it takes, and put back when the scalar arrives.
///
/// yaml.v2 (`scannerc.go`) knows the escape `\'`, lets a plain scalar in a flow collection end in `:` before `,` or a
/// bracket, and takes a comma as part of a tag.
struct YAMLDialect {
    private let original: SourceStorage
    private(set) var storage: SourceStorage
    private var substitutions: [Substitution] = []
    /// Bytes that may still be read again; keeps hostile input linear.
    private var budget: Int

    private struct Substitution {
        let offset: Int
        let stand: [UInt8]
        let meaning: [UInt8]
    }

    init(_ storage: SourceStorage) {
        original = storage
        self.storage = storage
        budget = storage.count.multipliedReportingOverflow(by: 16).partialValue &+ 1 << 20
    }

    /// Whether libyaml's words can stand for one of the known texts.
    static func knows(_ problem: String) -> Bool {
        problem.hasSuffix("found unknown escape character") || problem.hasSuffix("found unexpected ':'")
            || problem.hasSuffix("did not find expected whitespace or line break")
    }

    var hasSubstitutions: Bool { !substitutions.isEmpty }

    /// Replaces what stopped libyaml at `offset`, when it is one of the known texts.
    ///
    /// - Returns: whether reading the document again is worth it.
    mutating func adapt(at offset: Int, documentStart: Int) -> Bool {
        guard offset >= documentStart, offset < original.count else { return false }
        budget -= original.count - documentStart
        guard budget > 0 else { return false }
        let base = original.base
        switch base[offset] {
        case UInt8(ascii: "\\") where base[offset + 1] == UInt8(ascii: "'"): return replaceEscapedQuotes(from: offset)
        case UInt8(ascii: ":"):
            guard let stand = absentCharacter() else { return false }
            return substitute([(offset, [stand], [UInt8(ascii: ":")])])
        case UInt8(ascii: ","): return substitute([(offset, [UInt8(ascii: "_")], [UInt8(ascii: "_")])])
        default: return false
        }
    }

    /// A scalar's text with the original characters, when it holds a replaced one.
    func restored(_ bytes: UnsafeBufferPointer<UInt8>, sourceRange: Range<Int>) -> [UInt8]? {
        let own = substitutions.filter { sourceRange.contains($0.offset) }
        guard !own.isEmpty else { return nil }
        var result: [UInt8] = []
        var index = 0
        while index < bytes.count {
            if let match = own.first(where: { bytes[index...].starts(with: $0.stand) }) {
                result.append(contentsOf: match.meaning)
                index += match.stand.count
            } else {
                result.append(bytes[index])
                index += 1
            }
        }
        return result
    }

    /// All `\'` of the double-quoted scalar that `offset` lies in.
    private mutating func replaceEscapedQuotes(from offset: Int) -> Bool {
        guard let stand = absentTwoByteCharacter() else { return false }
        var found: [(Int, [UInt8], [UInt8])] = []
        var index = offset
        while index < original.count, original.base[index] != UInt8(ascii: "\"") {
            if original.base[index] == UInt8(ascii: "\\") {
                if original.base[index + 1] == UInt8(ascii: "'") { found.append((index, stand, [UInt8(ascii: "'")])) }
                index += 1
            }
            index += 1
        }
        return substitute(found)
    }

    private mutating func substitute(_ changes: [(offset: Int, stand: [UInt8], meaning: [UInt8])]) -> Bool {
        let previous = storage
        let copy = SourceStorage(capacity: previous.count) { target in
            target.copyMemory(from: UnsafeRawBufferPointer(start: previous.base, count: previous.count))
            for change in changes {
                for (index, byte) in change.stand.enumerated() where change.offset + index < target.count {
                    target[change.offset + index] = byte
                }
            }
            return previous.count
        }
        guard let copy else { return false }
        storage = copy
        substitutions += changes.map { Substitution(offset: $0.offset, stand: $0.stand, meaning: $0.meaning) }
        return true
    }

    private func absentCharacter() -> UInt8? {
        var isPresent = [Bool](repeating: false, count: 256)
        for index in 0..<storage.count { isPresent[Int(storage.base[index])] = true }
        return Array("~^$;=()/+ZQXJVKYqzjxkvw0123456789".utf8).first { !isPresent[Int($0)] }
    }

    /// A letter between U+0100 and U+017F that the text does not have.
    private func absentTwoByteCharacter() -> [UInt8]? {
        var isPresent = [Bool](repeating: false, count: 128)
        for index in 0..<storage.count where storage.base[index] & 0xFE == 0xC4 {
            isPresent[Int(storage.base[index] & 1) << 6 | Int(storage.base[index + 1] & 0x3F)] = true
        }
        return isPresent.firstIndex(of: false).map { [0xC4 | UInt8($0 >> 6), 0x80 | UInt8($0 & 0x3F)] }
    }
}
