import ArgumentParser
import GitOpsCEL
import GitOpsDiff
import GitOpsManifest
import GitOpsReport

/// The expression, what it is evaluated over, and what else it may use.
struct CELArguments: ParsableArguments {
    @Argument(help: ArgumentHelp("The expression.", valueName: "expr"))
    var text: String?

    @Option(help: ArgumentHelp("Read the expression from a file, or - for standard input.", valueName: "file"))
    var expression: String?

    @Option(help: ArgumentHelp("A file, a directory, or - for standard input; may be repeated.", valueName: "path"))
    var input: [String] = []

    @Option(help: ArgumentHelp("The variable that stands for the document.", valueName: "name"))
    var bind = "object"

    @Option(
        help: ArgumentHelp(
            "Another variable: JSON, or a file with one document; may be repeated.", valueName: "name=file|json"),
        transform: CELVariable.Argument.init(argument:))
    var variable: [CELVariable.Argument] = []

    @Option(help: ArgumentHelp("The version whose functions and macros there are.", valueName: "1.N"))
    var kubernetesVersion = KubernetesVersion.newest

    @OptionGroup var loading: LoadingArguments

    func validate() throws {
        guard (text == nil) != (expression == nil) else {
            throw ValidationError("give an expression, or the file of one with --expression")
        }
        guard CELVariable.isName(bind) else {
            throw ValidationError("'\(bind)' is no name of a variable; write letters, digits and _, as in self")
        }
        let names = variable.map(\.name) + (input.isEmpty ? [] : [bind])
        for (index, name) in names.enumerated() where names[..<index].contains(where: { $0.hasSameBytes(as: name) }) {
            throw ValidationError("the variable \(name) has two values; name each once")
        }
        let files = input + variable.compactMap(\.path) + [expression].compactMap { $0 }
        guard files.count(where: { $0 == "-" }) <= 1 else {
            throw ValidationError("standard input can be read once only")
        }
        kubernetesVersion.warnIfUnknown()
    }

    /// What the API server offers, and the variables that have values.
    var environment: Environment {
        var environment = Environment(kubernetes: kubernetesVersion)
        for name in variable.map(\.name) + (input.isEmpty ? [] : [bind]) { environment.declare(name, .dynamic) }
        return environment
    }

    /// The expression, and the file it was read from.
    func expressionText() throws -> (source: ExpressionSource, name: String?) {
        guard let expression else { return (ExpressionSource(text ?? ""), nil) }
        let source: SourceText
        do throws(DocumentError) {
            source = try SourceText(contentsOf: expression)
        } catch {
            Terminal.warn("gitops: \(error)")
            throw ExitStatus.unreadable
        }
        guard let text = source.withUnsafeBytes({ String(validating: $0, as: UTF8.self) }) else {
            Terminal.warn("gitops: \(source.name): the bytes are not UTF-8; save the file as UTF-8")
            throw ExitStatus.unreadable
        }
        return (ExpressionSource(text), source.name)
    }

    /// Reads documents and variables; with `masking`, prepares copies without what is secret in them.
    func read(masking: Bool) async throws -> CELInput {
        let progress = TerminalProgress.ifVisible()
        defer { progress?.finish() }
        var found = CELInput(name: bind)
        for argument in variable {
            do throws(CELVariableError) {
                found.variables.append(try argument.read(loading.reading, masking: masking))
            } catch {
                progress?.finish()
                Terminal.warn("gitops: \(error)")
                throw ExitStatus.unreadable
            }
        }
        for path in input {
            if Terminal.isDirectory(path) {
                found.add(
                    try await loading.loader(naming: .asGiven).load([path], progress: progress), masking: masking)
            } else {
                found.add(file: path, loading.reading, masking: masking)
            }
        }
        if input.isEmpty { found.subjects.append(CELInput.Subject()) }
        return found
    }
}
