import GitOpsManifest
import Synchronization

/// The functions of a set of libraries, merged by name and prepared for the checker: made once, shared by all checks.
///
/// The owner of a name that several libraries have is the first of them in the order of ``Library``.
final class FunctionTable: Sendable {
    let functions: [PreparedFunction]
    let overloads: [PreparedOverload]
    /// Of all overloads, each one's in a row.
    let argumentTypes: [TypeID]
    /// By overload, for calls that have only this one.
    let references: [Reference]
    /// By overload.
    let declarations: [Overload]
    let types: TypeTable
    /// First parts of qualified names, such as `math`.
    let namespaces: Set<ExactText>
    private let numbers: [ExactText: Int]

    func number(of name: String) -> Int? { numbers[ExactText(name)] }

    init(_ libraries: LibrarySet) {
        var order: [String] = []
        var merged: [ExactText: (code: FunctionCode, overloads: [(Overload, FunctionCode)])] = [:]
        for library in Library.allCases {
            guard let version = libraries[library] else { continue }
            for function in LibraryTable.of(library).functions(version: version) {
                let name = ExactText(function.name)
                if merged[name] == nil { order.append(function.name) }
                merged[name, default: (function.code, [])].overloads += function.overloads.map { ($0, function.code) }
            }
        }
        var preparation = Preparation(crossTypes: libraries.rules.contains(.crossTypeComparisons))
        for name in order {
            guard let (code, overloads) = merged[ExactText(name)] else { continue }
            preparation.add(name, code, overloads)
        }
        functions = preparation.functions
        overloads = preparation.overloads
        argumentTypes = preparation.argumentTypes
        references = preparation.references
        declarations = preparation.declarations
        types = preparation.types
        numbers = Dictionary(uniqueKeysWithValues: order.enumerated().map { (ExactText($1), $0) })
        namespaces = Set(
            order.compactMap { name in name.firstIndex(of: ".").map { ExactText(String(name[..<$0])) } })
    }

    private static let known = Mutex<[LibrarySet: FunctionTable]>([:])

    /// The table of a set, which is built the first time it is asked for.
    static func of(_ libraries: LibrarySet) -> FunctionTable {
        if let table = known.withLock({ $0[libraries] }) { return table }
        let table = FunctionTable(libraries)
        known.withLock { $0[libraries] = table }
        return table
    }
}

struct PreparedFunction: Sendable {
    var name: String
    /// Of the owner.
    var code: FunctionCode
    var overloads: Range<Int>
}

struct PreparedOverload: Sendable, BitwiseCopyable {
    var code: FunctionCode
    var isMember: Bool
    /// Number of type parameters.
    var parameters: UInt32
    var firstArgument: UInt32
    var argumentCount: UInt32
    var result: TypeID
}

private struct Preparation {
    var functions: [PreparedFunction] = []
    var overloads: [PreparedOverload] = []
    var argumentTypes: [TypeID] = []
    var references: [Reference] = []
    var declarations: [Overload] = []
    var types = TypeTable()
    let crossTypes: Bool

    init(crossTypes: Bool) { self.crossTypes = crossTypes }

    mutating func add(_ name: String, _ code: FunctionCode, _ declared: [(Overload, FunctionCode)]) {
        let first = overloads.count
        for (overload, code) in declared where crossTypes || !overload.comparesAcrossTypes(code) {
            var parameters: [String] = []
            let arguments = overload.arguments.map { types.id(of: $0, parameters: &parameters) }
            let result = types.id(of: overload.result, parameters: &parameters)
            overloads.append(
                PreparedOverload(
                    code: code, isMember: overload.isMember, parameters: UInt32(parameters.count),
                    firstArgument: UInt32(argumentTypes.count), argumentCount: UInt32(arguments.count),
                    result: result))
            argumentTypes += arguments
            references.append(.function(code, overloads: [overload]))
            declarations.append(overload)
        }
        functions.append(PreparedFunction(name: name, code: code, overloads: first..<overloads.count))
    }
}

extension Overload {
    /// `less_int64_double` and its like.
    fileprivate func comparesAcrossTypes(_ code: FunctionCode) -> Bool {
        switch StandardFunction(code) {
        case .less, .lessOrEqual, .greater, .greaterOrEqual: arguments.first != arguments.last
        default: false
        }
    }
}
