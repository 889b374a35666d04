/// The few texts that Kubernetes' reader takes and libyaml does not: they are handed to libyaml in a form of the same
/// length that it takes, and put back when the scalar arrives.
///
/// yaml.v2 (`scannerc.go`) knows the escape `\'`, lets a plain scalar in a flow collection end in `:` before `,` or a
/// bracket, and takes a comma as part of a tag.
struct YAMLDialect {
    private let original: SourceStorage
    private(set) var storage: SourceStorage
    /// Offsets of what was replaced, ascending: each time libyaml gets further.
    private var offsets: [Int] = []
    /// What stands for `\'`: a letter that the text does not have.
    private var quoteStand: [UInt8]?
    /// What stands for `:`: a character that the text does not have.
    private var colonStand: UInt8?
    /// What a new parser costs, in bytes read.
    private static let costOfParser = 4_096
    /// Bytes that may still be copied and read again; keeps hostile input linear.
    private var budget: Int

    init(_ storage: SourceStorage) {
        original = storage
        self.storage = storage
        budget = storage.count.multipliedReportingOverflow(by: 16).partialValue &+ 1 << 24
    }

    /// Whether libyaml's words can stand for one of the known texts.
    static func knows(_ problem: String) -> Bool {
        problem.hasSuffix("found unknown escape character") || problem.hasSuffix("found unexpected ':'")
            || problem.hasSuffix("did not find expected whitespace or line break")
    }

    var hasSubstitutions: Bool { !offsets.isEmpty }

    /// Replaces what stopped libyaml at `offset`, when it is one of the known texts.
    ///
    /// - Returns: whether reading the document again is worth it.
    mutating func adapt(at offset: Int, documentStart: Int) -> Bool {
        // What libyaml refuses in the new form as well would be tried again and again.
        guard offset >= documentStart, offset < original.count, offset > offsets.last ?? -1 else { return false }
        budget -= original.count + Self.costOfParser
        guard budget > 0 else { return false }
        let base = original.base
        switch base[offset] {
        case UInt8(ascii: "\\") where base[offset + 1] == UInt8(ascii: "'"): return replaceEscapedQuotes(from: offset)
        case UInt8(ascii: ":"):
            guard let stand = colonStand ?? absentCharacter() else { return false }
            colonStand = stand
            return substitute([offset], [stand])
        case UInt8(ascii: ","): return substitute([offset], [UInt8(ascii: "_")])
        default: return false
        }
    }

    /// A scalar's text with the original characters, when it holds a replaced one. Complexity: O(length).
    func restored(_ bytes: UnsafeBufferPointer<UInt8>, sourceRange: Range<Int>) -> [UInt8]? {
        guard let offset = firstOffset(from: sourceRange.lowerBound), offset < sourceRange.upperBound else {
            return nil
        }
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        guard original.base[offset] == UInt8(ascii: "\\"), let quoteStand else {
            return bytes.map { $0 == colonStand ? UInt8(ascii: ":") : $0 }
        }
        for byte in bytes {
            if byte == quoteStand[1], result.last == quoteStand[0] {
                result[result.count - 1] = UInt8(ascii: "'")
            } else {
                result.append(byte)
            }
        }
        return result
    }

    private func firstOffset(from lowerBound: Int) -> Int? {
        var (low, high) = (0, offsets.count)
        while low < high {
            let middle = low + (high - low) / 2
            if offsets[middle] < lowerBound { low = middle + 1 } else { high = middle }
        }
        return low < offsets.count ? offsets[low] : nil
    }

    /// All `\'` of the double-quoted scalar that `offset` lies in.
    private mutating func replaceEscapedQuotes(from offset: Int) -> Bool {
        guard let stand = quoteStand ?? absentTwoByteCharacter() else { return false }
        quoteStand = stand
        var found: [Int] = []
        var index = offset
        while index < original.count, original.base[index] != UInt8(ascii: "\"") {
            if original.base[index] == UInt8(ascii: "\\") {
                if original.base[index + 1] == UInt8(ascii: "'") { found.append(index) }
                index += 1
            }
            index += 1
        }
        return substitute(found, stand)
    }

    private mutating func substitute(_ places: [Int], _ stand: [UInt8]) -> Bool {
        let previous = storage
        let copy = SourceStorage(capacity: previous.count) { target in
            target.copyMemory(from: UnsafeRawBufferPointer(start: previous.base, count: previous.count))
            for place in places {
                for (index, byte) in stand.enumerated() where place + index < target.count {
                    target[place + index] = byte
                }
            }
            return previous.count
        }
        guard let copy else { return false }
        storage = copy
        offsets += places
        return true
    }

    private func absentCharacter() -> UInt8? {
        var isPresent = [Bool](repeating: false, count: 256)
        for index in 0..<storage.count { isPresent[Int(storage.base[index])] = true }
        return Array("~^$;=()/+ZQXJVKYqzjxkvw0123456789".utf8).first { !isPresent[Int($0)] }
    }

    /// A letter between U+0100 and U+017F that the text does not have, neither as such nor as an escape.
    private func absentTwoByteCharacter() -> [UInt8]? {
        var isPresent = [Bool](repeating: false, count: 128)
        for index in 0..<storage.count {
            if storage.base[index] & 0xFE == 0xC4 {
                isPresent[Int(storage.base[index] & 1) << 6 | Int(storage.base[index + 1] & 0x3F)] = true
            } else if storage.base[index] == UInt8(ascii: "\\"), let letter = escapedLetter(at: index) {
                isPresent[letter] = true
            }
        }
        return isPresent.firstIndex(of: false).map { [0xC4 | UInt8($0 >> 6), 0x80 | UInt8($0 & 0x3F)] }
    }

    /// The letter that `\u01xx` or `\U000001xx` stands for, counted from U+0100.
    private func escapedLetter(at offset: Int) -> Int? {
        let count = storage.base[offset + 1] == UInt8(ascii: "u") ? 4 : 8
        guard storage.base[offset + 1] | 0x20 == UInt8(ascii: "u"), storage.count - offset - 2 >= count else {
            return nil
        }
        let digits = UnsafeBufferPointer(start: storage.base + offset + 2, count: count)
        guard let value = UInt32(String(decoding: digits, as: UTF8.self), radix: 16), 0x100..<0x180 ~= value else {
            return nil
        }
        return Int(value) - 0x100
    }
}
