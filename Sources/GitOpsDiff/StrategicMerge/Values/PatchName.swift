import GitOpsManifest
import GitOpsSchema

/// The name of a member of a patch, split into the directive it begins with and the member it speaks of.
///
/// The bytes lie in a document or in the program: a name is valid while the documents of its computation live.
struct PatchName {
    /// What a member says about another one, by the prefix of its name.
    enum Directive: UInt8 {
        case none, setElementOrder, deleteFromPrimitiveList

        var prefix: StaticString {
            switch self {
            case .none: ""
            case .setElementOrder: "$setElementOrder/"
            case .deleteFromPrimitiveList: "$deleteFromPrimitiveList/"
            }
        }
    }

    let directive: Directive
    /// The symbol of a name of the built-in schema, else `Symbol.none`.
    let symbol: Symbol
    private let ownBytes: UnsafeBufferPointer<UInt8>

    static var patch: PatchName { PatchName("$patch") }
    static var retainKeys: PatchName { PatchName("$retainKeys") }

    private init(_ text: StaticString) {
        directive = .none
        symbol = .none
        ownBytes = UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
    }

    private init(_ directive: Directive, _ symbol: Symbol, _ bytes: UnsafeBufferPointer<UInt8>) {
        self.directive = directive
        self.symbol = symbol
        ownBytes = bytes
    }

    /// The name a document gives to a member.
    @inline(__always)
    init(_ symbol: Symbol, in storage: DocumentStorage) {
        if symbol.isInSchema {
            self.init(.none, symbol, UnsafeBufferPointer(start: nil, count: 0))
        } else {
            self.init(reading: storage.nameBytes(symbol))
        }
    }

    /// The name of a field of the schema, valid while that lives.
    init(_ field: FieldName) {
        if let symbol = field.symbol {
            self.init(.none, symbol, UnsafeBufferPointer(start: nil, count: 0))
        } else {
            self.init(.none, .none, field.bytes)
        }
    }

    private init(reading bytes: UnsafeBufferPointer<UInt8>) {
        for directive in [Directive.setElementOrder, .deleteFromPrimitiveList]
        where bytes.first == UInt8(ascii: "$") && Self.hasPrefix(bytes, directive.prefix) {
            let rest = UnsafeBufferPointer(rebasing: bytes.dropFirst(directive.prefix.utf8CodeUnitCount))
            let symbol = rest.baseAddress.flatMap {
                WellKnownNames.symbol($0, rest.count, hash: ContentHash.bytes($0, rest.count))
            }
            self.init(directive, symbol ?? .none, symbol == nil ? rest : UnsafeBufferPointer(start: nil, count: 0))
            return
        }
        self.init(.none, .none, bytes)
    }

    /// The same member under another directive.
    func with(_ directive: Directive) -> PatchName { PatchName(directive, symbol, ownBytes) }

    /// The name without its directive.
    var bytes: UnsafeBufferPointer<UInt8> { symbol == .none ? ownBytes : WellKnownNames.bytes(symbol) }

    /// The name without its directive.
    var text: String { String(decoding: bytes, as: UTF8.self) }

    /// A name that begins like a directive without being one: `$setElementOrder` without a slash.
    var malformedDirective: Directive? {
        guard directive == .none, symbol == .none, ownBytes.first == UInt8(ascii: "$") else { return nil }
        if Self.hasPrefix(ownBytes, "$setElementOrder") { return .setElementOrder }
        return Self.hasPrefix(ownBytes, "$deleteFromPrimitiveList") ? .deleteFromPrimitiveList : nil
    }

    /// Whether a merge does something else with the member than to merge it.
    var isDirective: Bool { directive != .none || symbol == .none && ownBytes.first == UInt8(ascii: "$") }

    private static func hasPrefix(_ bytes: UnsafeBufferPointer<UInt8>, _ prefix: StaticString) -> Bool {
        let count = prefix.utf8CodeUnitCount
        guard bytes.count >= count, let start = bytes.baseAddress else { return false }
        return bytesEqual(start, prefix.utf8Start, count)
    }

    /// Order by bytes, as Go sorts the names in `$retainKeys`.
    static func precedes(_ left: PatchName, _ right: PatchName) -> Bool {
        left.bytes.lexicographicallyPrecedes(right.bytes)
    }
}

extension PatchName: Hashable {
    @inline(__always)
    static func == (left: PatchName, right: PatchName) -> Bool {
        guard left.directive == right.directive, left.symbol == right.symbol else { return false }
        guard left.symbol == .none else { return true }
        guard left.ownBytes.count == right.ownBytes.count else { return false }
        guard let first = left.ownBytes.baseAddress, let second = right.ownBytes.baseAddress else { return true }
        return bytesEqual(first, second, left.ownBytes.count)
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(directive)
        hasher.combine(symbol)
        if symbol == .none { hasher.combine(bytes: UnsafeRawBufferPointer(ownBytes)) }
    }
}
