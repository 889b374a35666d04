/// The functions whose calls may be macros.
enum MacroName: UInt8, BitwiseCopyable {
    case none
    case has, all, exists, existsOneUnderscored, existsOne, map, filter
    case transformList, transformMap, transformMapEntry
    case optMap, optFlatMap, sortBy, bind, greatest, least

    /// The macro of a name in the source.
    static func find(_ name: Range<Int>, in lexer: ExpressionLexer) -> MacroName {
        for entry in spellings
        where entry.text.utf8CodeUnitCount == name.count && lexer.isText(entry.text, at: name.lowerBound) {
            return entry.macro
        }
        return .none
    }

    private static let spellings: [(text: StaticString, macro: MacroName)] = [
        ("has", .has), ("all", .all), ("map", .map), ("exists", .exists), ("filter", .filter),
        ("exists_one", .existsOneUnderscored), ("existsOne", .existsOne), ("transformList", .transformList),
        ("transformMap", .transformMap), ("transformMapEntry", .transformMapEntry), ("optMap", .optMap),
        ("optFlatMap", .optFlatMap), ("sortBy", .sortBy), ("bind", .bind), ("greatest", .greatest), ("least", .least),
    ]

    /// The library that makes a call with so many arguments a macro; `nil` when none does.
    func library(arguments count: Int, isMember: Bool) -> MacroSet? {
        switch (self, isMember, count) {
        case (.has, false, 1): .standard
        case (.all, true, 2), (.exists, true, 2), (.existsOneUnderscored, true, 2), (.filter, true, 2): .standard
        case (.map, true, 2...3): .standard
        case (.existsOne, true, 2): .existsOne
        case (.all, true, 3), (.exists, true, 3), (.existsOneUnderscored, true, 3), (.existsOne, true, 3):
            .twoVariables
        case (.transformList, true, 3...4), (.transformMap, true, 3...4), (.transformMapEntry, true, 3...4):
            .twoVariables
        case (.optMap, true, 2): .optional
        case (.optFlatMap, true, 2): .optionalFlat
        case (.sortBy, true, 2): .lists
        case (.bind, true, 3): .bindings
        case (.greatest, true, _), (.least, true, _): .math
        default: nil
        }
    }
}
