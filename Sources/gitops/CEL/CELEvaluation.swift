import GitOpsCEL
import GitOpsManifest
import GitOpsReport

/// One expression and what it is evaluated over.
struct CELEvaluation {
    let input: CELInput
    private let program: Program
    private let expression: Program.Expression
    private let explains: Bool

    /// - Throws: ``ExpressionError`` when the expression does not compile.
    init(
        _ source: ExpressionSource, _ environment: Environment, _ input: CELInput, explains: Bool
    ) throws(ExpressionError) {
        var builder = ProgramBuilder()
        expression = try builder.add(source, in: environment)
        program = builder.build()
        self.input = input
        self.explains = explains
    }

    /// What the expression says about each document, in their order.
    func outcomes() -> [CELOutcome] {
        var evaluator = Evaluator(program)
        for variable in input.variables { evaluator.bind(variable.name, to: variable.value.node) }
        return input.subjects.map { outcome(of: $0, &evaluator) }
    }

    private func outcome(of subject: CELInput.Subject, _ evaluator: inout Evaluator) -> CELOutcome {
        if let value = subject.value { evaluator.bind(input.name, to: value.node) }
        let isSecret = input.isSecret(subject)
        var result = evaluate(&evaluator)
        let cost = evaluator.cost
        let needsReasons = Self.needsReasons(result)
        let decisive = needsReasons ? evaluator.decisiveNodes(of: expression) : []
        if case .failed(let message, let line, let column, nil) = result, !isSecret {
            result = .failed(
                message: message, line: line, column: column, suggestion: decisive.lazy.compactMap(Self.nearest).first)
        }
        if isSecret { result = masked(result, subject, &evaluator) }
        return CELOutcome(
            subject: subject, result: result, cost: cost,
            decisive: explains ? decisive.map { Self.decisive($0, subject, isSecret: isSecret) } : [])
    }

    private func evaluate(_ evaluator: inout Evaluator) -> CELOutcome.Result {
        do throws(EvaluationError) {
            return .value(try evaluator.evaluate(expression))
        } catch {
            let place = error.offset.map { program.source(of: expression).lineAndColumn(atByte: $0) }
            return .failed(message: error.message, line: place?.line, column: place?.column, suggestion: nil)
        }
    }

    private static func needsReasons(_ result: CELOutcome.Result) -> Bool {
        switch result {
        case .value(.bool(false)), .failed: true
        case .value: false
        }
    }

    // MARK: Secrets

    /// What may be shown of a result: what comes out as well over copies without secrets, and whether a condition holds.
    private func masked(
        _ result: CELOutcome.Result, _ subject: CELInput.Subject, _ evaluator: inout Evaluator
    ) -> CELOutcome.Result {
        if case .value(.bool) = result { return result }
        var values = input.variables.map { ($0.name, $0.value) }
        if let value = subject.value { values.append((input.name, value)) }
        var shown = result
        for copy in 0..<2 {
            for (name, value) in values {
                evaluator.bind(name, to: value.copies.indices.contains(copy) ? value.copies[copy] : value.node)
            }
            shown = Self.common(shown, evaluate(&evaluator))
        }
        for (name, value) in values { evaluator.bind(name, to: value.node) }
        return values.contains { $0.1.isHidden } ? Self.common(result, .value(.null)) : shown
    }

    private static func common(_ own: CELOutcome.Result, _ open: CELOutcome.Result) -> CELOutcome.Result {
        switch (own, open) {
        case (.value(let own), .value(let other)): return .value(own.masked(by: other))
        case (.value, .failed): return .value(.mask)
        case (.failed(let message, _, _, _), .failed(let other, _, _, _)) where message.hasSameBytes(as: other):
            return own
        case (.failed(_, let line, let column, _), _):
            return .failed(message: "an error that is masked for Secrets", line: line, column: column, suggestion: nil)
        }
    }

    // MARK: Reasons

    private static func nearest(_ decisive: DecisiveNode) -> String? {
        guard let missing = decisive.missingName else { return nil }
        return NearestName.of(missing, among: decisive.node.members.map(\.key)).map { "did you mean '\($0)'?" }
    }

    private static func decisive(
        _ decisive: DecisiveNode, _ subject: CELInput.Subject, isSecret: Bool
    ) -> CELOutcome.Decisive {
        let node = decisive.node
        var path = node.path
        // An item of a List begins anew.
        if let root = subject.value?.node, root.document.source.name.hasSameBytes(as: node.document.source.name) {
            path = FieldPath(Array(path.steps.dropFirst(root.path.steps.count)))
        }
        let origin = Origin(path: node.document.source.name)
        return CELOutcome.Decisive(
            place: SourcePlace(node, origin: origin, key: true), path: isSecret ? "" : "\(path)",
            // A name that was computed may be a value.
            missingName: isSecret ? nil : decisive.missingName)
    }
}
