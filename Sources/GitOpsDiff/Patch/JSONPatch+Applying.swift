public import GitOpsManifest

extension JSONPatch {
    /// The document after all operations; the first that fails makes the whole patch fail.
    ///
    /// Only the containers on the way to a changed value are opened. Complexity: O(size of the document + operations ·
    /// members passed).
    ///
    /// - Parameters:
    ///   - base: the value that the patch is for.
    ///   - dialect: what operations mean where the API server deviates from RFC 6902.
    ///   - maximumCopiedValues: how many values `copy` operations may add in all; twenty of them could double a document
    ///     a million times.
    /// - Throws: `PatchError`, naming the operation and the pointer.
    public func apply(
        to base: Node, dialect: Dialect = .rfc6902, maximumCopiedValues: Int = 1_000_000
    ) throws(PatchError) -> Document {
        var budget = PatchBudget(values: maximumCopiedValues)
        return try apply(to: base, dialect: dialect, budget: &budget)
    }

    /// As above, within a budget of more kinds.
    package func apply(to base: Node, dialect: Dialect, budget: inout PatchBudget) throws(PatchError) -> Document {
        var application = PatchApplication(dialect, budget: budget)
        defer { budget = application.budget }
        var value = MutableValue.node(base)
        for (index, operation) in operations.enumerated() {
            do throws(PatchApplication.Failure) {
                try application.apply(operation, to: &value)
            } catch {
                throw PatchError(operation: index, pointer: error.pointer.description, problem: error.problem)
            }
        }
        do throws(DocumentBuilderError) {
            return try value.document()
        } catch {
            throw PatchError(operation: nil, pointer: "", problem: error == .tooLarge ? .tooLarge : .tooDeep)
        }
    }
}
