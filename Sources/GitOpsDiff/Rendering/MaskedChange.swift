package import GitOpsManifest

/// An object before and after a change, with placeholders for values of Secrets that tell only which values are equal.
package struct MaskedChange: Sendable {
    /// The object before.
    package let before: Node
    /// The object after.
    package let after: Node

    /// The states as they are when nothing in them is secret. Complexity: O(size of both).
    ///
    /// - Throws: `DocumentBuilderError` when a state is nested too deeply.
    package init(of id: ResourceID, from before: Node, to after: Node) throws(DocumentBuilderError) {
        guard SecretMask.isNeeded(id, before, after) else {
            self.before = before
            self.after = after
            return
        }
        let masked = try SecretMask.masked(id, base: before, head: after)
        self.before = masked.base ?? before
        self.after = masked.head ?? after
    }
}
