import Foundation
import GitOpsCEL
import GitOpsManifest

/// The simple tests of the specification. Cases that need protocol buffers are not run; how many is printed by reason.
enum CELSpecificationSuite: Suite {
    static let name = "cel"

    static func run(path: String) throws -> [CaseResult] {
        let folder = URL(fileURLWithPath: path).appendingPathComponent("tests/simple/testdata")
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
            .filter { $0.hasSuffix(".textproto") }.sorted()
        var results: [CaseResult] = []
        var excluded: [SpecificationCase.Exclusion: Int] = [:]
        for file in files {
            let bytes = try Data(contentsOf: folder.appendingPathComponent(file))
            var reader = TextMessageReader(Array(bytes), name: file)
            for (one, exclusion) in SpecificationCase.cases(in: try reader.read()) {
                if let exclusion {
                    excluded[exclusion, default: 0] += 1
                } else {
                    results.append(one.result())
                }
            }
        }
        for exclusion in SpecificationCase.Exclusion.allCases {
            print("not run, needs \(exclusion.rawValue): \(excluded[exclusion] ?? 0)")
        }
        return results
    }
}

extension SpecificationCase {
    func result() -> CaseResult {
        do {
            switch expected {
            case .error(let message):
                let value = try evaluated(try checked())
                return .failed(name, expected: "an error: \(message)", found: "\(value)")
            case .value(let message):
                let value = try evaluated(try checked())
                return compare(value, message)
            case .type(let type, let message):
                let checked = try checked()
                if let found = checked.checked.map({ $0.types[Int($0.tree.root.rawValue)] }), found != type {
                    return .failed(name, expected: "\(type)", found: "\(found)")
                }
                guard let message, !onlyChecks else { return .passed(name) }
                return compare(try evaluated(checked), message)
            }
        } catch let error as SuiteError {
            return .failed(name, expected: "a case that can be read", found: error.description)
        } catch {
            if case .error = expected { return .passed(name) }
            return .failed(name, expected: "\(expected)", found: "\(error) in \(expression)")
        }
    }

    private func compare(_ value: CELValue, _ message: TextMessage) -> CaseResult {
        guard let wanted = CELValue(message) else {
            return .failed(name, expected: "a value that can be read", found: "\(message)")
        }
        return wanted.isSame(as: value)
            ? .passed(name) : .failed(name, expected: "\(wanted)", found: "\(value) for \(expression)")
    }

    private var environment: Environment {
        var environment = Environment.specification
        environment.container = container
        if !hasMacros { environment.parserOptions.macros = [] }
        for (name, type) in variables { environment.declare(name, type) }
        return environment
    }

    /// The tree, and its types when the case wants them.
    private func checked() throws -> (tree: ExpressionTree, checked: CheckedExpression?) {
        let environment = environment
        let source = ExpressionSource(BlockRewriting.rewritten(expression))
        let tree = try ExpressionParser(options: environment.parserOptions).parse(source)
        return (tree, isChecked ? try environment.check(tree) : nil)
    }

    private func evaluated(_ parts: (tree: ExpressionTree, checked: CheckedExpression?)) throws -> CELValue {
        var builder = ProgramBuilder()
        let expression =
            if let checked = parts.checked {
                try builder.add(checked)
            } else {
                try builder.add(unchecked: parts.tree, in: environment)
            }
        var evaluator = Evaluator(builder.build())
        evaluator.stringsVersion = 4
        for (name, message) in bindings {
            guard let value = CELValue(message) else { throw SuiteError(description: "cannot read \(name)") }
            evaluator.bind(name, to: value)
        }
        return try evaluator.evaluate(expression)
    }
}

extension CELValue {
    /// A message `cel.expr.Value`.
    init?(_ message: TextMessage) {
        guard let field = message.fields.first else { return nil }
        switch (field.name, field.value) {
        case ("null_value", _): self = .null
        case ("bool_value", .word(let word)): self = .bool(word == "true")
        case ("int64_value", .word(let word)):
            guard let value = Int64(word) else { return nil }
            self = .int(value)
        case ("uint64_value", .word(let word)):
            guard let value = UInt64(word) else { return nil }
            self = .uint(value)
        case ("double_value", .word(let word)):
            guard let value = Double(word) else { return nil }
            self = .double(value)
        case ("string_value", .string(let bytes)): self = .string(String(decoding: bytes, as: UTF8.self))
        case ("bytes_value", .string(let bytes)): self = .bytes(bytes)
        case ("type_value", .string(let bytes)): self = .type(String(decoding: bytes, as: UTF8.self))
        case ("list_value", .message(let list)): self = .list(list.messages("values").compactMap { CELValue($0) })
        case ("map_value", .message(let map)):
            self = .map(
                map.messages("entries").compactMap { entry in
                    guard let key = entry.message("key").flatMap({ CELValue($0) }),
                        let value = entry.message("value").flatMap({ CELValue($0) })
                    else { return nil }
                    return Entry(key, value)
                })
        case ("object_value", .message(let object)):
            guard let inner = object.fields.first, case .message(let time) = inner.value else { return nil }
            let seconds = time.word("seconds").flatMap { Int64($0) } ?? 0
            let nanoseconds = time.word("nanos").flatMap { Int64($0) } ?? 0
            if inner.name.hasSuffix("Duration]") {
                self = .duration(seconds &* 1_000_000_000 &+ nanoseconds)
            } else {
                self = .timestamp(seconds: seconds, nanoseconds: UInt32(truncatingIfNeeded: nanoseconds))
            }
        default: return nil
        }
    }

    /// Equal, where NaN equals itself and the order of a map's entries does not count.
    func isSame(as other: CELValue) -> Bool {
        switch (self, other) {
        case (.double(let left), .double(let right)): left == right || left.isNaN && right.isNaN
        case (.list(let left), .list(let right)):
            left.count == right.count && zip(left, right).allSatisfy { $0.isSame(as: $1) }
        case (.map(let left), .map(let right)):
            left.count == right.count
                && left.allSatisfy { entry in
                    right.contains { $0.key.isSame(as: entry.key) && $0.value.isSame(as: entry.value) }
                }
        default: self == other
        }
    }
}
