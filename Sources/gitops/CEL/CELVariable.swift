import ArgumentParser
import GitOpsDiff
import GitOpsManifest
import GitOpsReport

/// A variable with its value.
struct CELVariable {
    let name: String
    let value: MaskedValue

    /// A variable as it is written on the command line.
    struct Argument {
        let name: String
        /// The value, when it is written there as well.
        let json: Document?
        /// Else the file it stands in.
        let path: String?

        init(argument text: String) throws {
            let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 2, CELVariable.isName(parts[0]), !parts[1].isEmpty else {
                throw ValidationError(
                    "'\(text)' sets no variable; write its name and JSON or a file, as in oldObject=old.yaml")
            }
            name = parts[0]
            json = try? Document(json: SourceText(parts[1], name: name))
            path = json == nil ? parts[1] : nil
        }

        /// The value; a file has to hold one document.
        func read(_ options: ReadingOptions, masking: Bool) throws(CELVariableError) -> CELVariable {
            if let json { return CELVariable(name: name, value: MaskedValue(json.root, masking: masking)) }
            let count: Int
            do throws(DocumentError) {
                let source = try SourceText(contentsOf: path ?? "", limits: options.limits)
                let documents = DocumentReader(options: options).read(source)
                if documents.count == 1, let document = try documents.first?.get() {
                    return CELVariable(name: name, value: MaskedValue(document.root, masking: masking))
                }
                count = documents.count
            } catch {
                throw CELVariableError(
                    description: "the variable \(name) is no JSON and no file that can be read: \(error)")
            }
            throw CELVariableError(
                description: "\(path ?? "") has \(count) documents; the variable \(name) takes a file with one")
        }
    }

    /// Whether a text can be the name of a variable.
    static func isName(_ text: String) -> Bool {
        guard let first = text.utf8.first, !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) else {
            return false
        }
        return text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
                true
            default: false
            }
        }
    }
}

/// A value, and copies of it without what is secret.
struct MaskedValue {
    let node: Node
    /// Two copies with other placeholders, so that what only one of them has in common with the value does not show;
    /// empty when nothing is secret or everything may be shown.
    let copies: [Node]
    /// Part of it is secret, and no copy could be made without.
    let isHidden: Bool

    init(_ node: Node, id: ResourceID? = nil, masking: Bool) {
        self.node = node
        guard masking else {
            (copies, isHidden) = ([], false)
            return
        }
        do throws(DocumentBuilderError) {
            let one = try SecretMask.masked(node, id: id)
            let other = try SecretMask.masked(node, id: id, mark: "(a longer mark)")
            (copies, isHidden) = ([one, other].compactMap { $0 }, false)
        } catch {
            (copies, isHidden) = ([], true)
        }
    }
}

/// Why a variable has no value.
struct CELVariableError: Error, CustomStringConvertible {
    let description: String
}
