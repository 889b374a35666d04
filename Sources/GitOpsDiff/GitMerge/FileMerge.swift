public import GitOpsManifest
import GitOpsSchema

/// What a merge of three versions of a file gave.
public struct FileMerge: Sendable {
    /// The merged text: ours, byte for byte, but for what theirs changed and does not exclude ours.
    public let source: SourceText
    /// What could not be merged: there the text is that of the favoured side.
    public let conflicts: [Conflict]
    /// Places where comments were lost because a list or object had to be written anew.
    public let rewritten: [String]

    /// A conflict in one of the documents.
    public struct Conflict: Sendable, CustomStringConvertible {
        /// The object, or the number of a document that is none.
        public let document: String
        /// What excludes what.
        public let conflict: MergeConflict

        /// The document, the path, what happened and where.
        public var description: String { "\(document): \(conflict)" }
    }
}

/// Why files cannot be merged; nothing is written then.
public enum FileMergeError: Error, Sendable, Hashable, CustomStringConvertible {
    /// A version cannot be read.
    case unreadable(DocumentError)
    /// A document holds the same value through an alias in several places, or cannot be edited for another reason.
    case cannotBeWritten(String)

    /// What is wrong and what to do.
    public var description: String {
        switch self {
        case .unreadable(let error): "\(error)"
        case .cannotBeWritten(let text): "\(text); merge this file by hand"
        }
    }
}

extension GitMerge {
    /// Merges three versions of a file of manifests.
    ///
    /// Documents are paired by kind, namespace and name, or by two of these where only so much stayed the same; those that
    /// are no resources by their order. Documents that
    /// theirs added stand at the end.
    ///
    /// - Throws: `FileMergeError`.
    /// - Complexity: O(size of the files), and O(size of the file) for each edit.
    public func merge(
        base: SourceText, ours: SourceText, theirs: SourceText, favoring: Side = .ours
    ) throws(FileMergeError) -> FileMerge {
        let before = try VersionedFile(base)
        var own = try VersionedFile(ours)
        var other = try VersionedFile(theirs)
        own.followRenames(from: before)
        other.followRenames(from: before)
        var assembly = FileAssembly(ours)
        var conflicts: [FileMerge.Conflict] = []
        var rewritten: [String] = []
        for key in own.keys + other.keys.filter({ own.documents[$0] == nil }) {
            let result: MergeResult
            do throws(DocumentBuilderError) {
                result = try merge(
                    base: before.documents[key]?.root, ours: own.documents[key]?.root,
                    theirs: other.documents[key]?.root, favoring: favoring)
            } catch {
                throw .cannotBeWritten("\(key): the result is nested too deeply")
            }
            conflicts += result.conflicts.map { FileMerge.Conflict(document: "\(key)", conflict: $0) }
            if let document = own.documents[key] {
                guard let merged = result.merged else {
                    assembly.skip(document)
                    continue
                }
                let edited = try edited(document, merged, key)
                rewritten += edited.rewritten.map { "\(key): \($0)" }
                assembly.append(edited.document, inPlaceOf: document)
            } else if result.merged != nil, let document = other.documents[key] {
                assembly.append(added: document)
            }
        }
        return FileMerge(source: assembly.finish(), conflicts: conflicts, rewritten: rewritten)
    }

    private func edited(
        _ document: Document, _ merged: Node, _ key: VersionedFile.Key
    ) throws(FileMergeError) -> EditedSource {
        var current = EditedSource(source: document.source, document: document, rewritten: [])
        do throws(EditError) {
            for operation in JSONPatch(from: document.root, to: merged).operations {
                guard let edit = Edit(operation, in: current.document.root) else { continue }
                let next = try current.document.editingSource([edit])
                current = EditedSource(
                    source: next.source, document: next.document, rewritten: current.rewritten + next.rewritten)
            }
            return current
        } catch {
            do throws(EditError) {
                return try document.editingSource([.set(FieldPath(), merged)])
            } catch {
                throw .cannotBeWritten("\(key): \(error)")
            }
        }
    }
}

extension Edit {
    /// The same change as an operation of a patch that was made from two values, for the value as it is by then.
    fileprivate init?(_ operation: JSONPatch.Operation, in root: Node) {
        switch operation {
        case .replace(let pointer, let value): self = .set(Self.path(pointer.tokens[...], root), value)
        case .remove(let pointer): self = .remove(Self.path(pointer.tokens[...], root))
        case .add(let pointer, let value):
            let container = Self.path(pointer.tokens.dropLast(), root)
            guard root.value(at: container)?.kind == .array, let last = pointer.tokens.last else {
                self = .set(Self.path(pointer.tokens[...], root), value)
                return
            }
            self = .insert(container, at: Self.place(last, root.value(at: container)), value)
        case .move, .copy, .test: return nil
        }
    }

    /// Behind the last item there is no item to stand before.
    private static func place(_ token: String, _ list: Node?) -> Int? {
        JSONPointer.index(token).flatMap { $0 < (list?.elements.count ?? 0) ? $0 : nil }
    }

    /// Tokens are names in objects and positions in lists.
    private static func path(_ tokens: ArraySlice<String>, _ root: Node) -> FieldPath {
        var path = FieldPath()
        var node: Node? = root
        for token in tokens {
            if node?.kind == .array, let index = JSONPointer.index(token) {
                path.steps.append(.index(index))
                node = node?[index]
            } else {
                path.steps.append(.field(token))
                node = node?[token]
            }
        }
        return path
    }
}
