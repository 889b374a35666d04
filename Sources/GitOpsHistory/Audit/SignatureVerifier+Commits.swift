import GitOpsRepository
import GitOpsTrust

extension SignatureVerifier {
    /// Verifies the signature of a commit; `nil` for one that two readers could take apart differently: nobody signed
    /// that.
    func verify(
        commit: ObjectID, in repository: Repository, at time: Int64? = nil
    ) throws(GitError) -> SignatureVerification? {
        let content = try repository.withTreeReader { reader throws(GitError) in try reader.commitContent(commit) }
        guard let object = try? SignedObject(content, kind: .commit) else { return nil }
        return verify(object, at: time)
    }
}
