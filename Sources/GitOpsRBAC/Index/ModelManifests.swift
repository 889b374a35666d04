import GitOpsManifest

/// The objects that every API server has from its start, and those of a set after them; neither list is copied.
struct ModelManifests: RandomAccessCollection, Sendable {
    private let bootstrap: [Manifest]
    private let own: [Manifest]

    init(bootstrap: [Manifest], own: [Manifest]) {
        self.bootstrap = bootstrap
        self.own = own
    }

    var bootstrapCount: Int { bootstrap.count }
    var startIndex: Int { 0 }
    var endIndex: Int { bootstrap.count + own.count }

    /// Visits a run of them with their positions, in place: to copy one counts references that all of them share, and
    /// threads wait for each other to do that. A pointer is good only in the call it is given to.
    func forEach(in run: Range<Int>, _ body: (Int, UnsafePointer<Manifest>) -> Void) {
        for (manifests, first) in [(bootstrap, 0), (own, bootstrap.count)] {
            let part = run.clamped(to: first..<first + manifests.count)
            manifests.withUnsafeBufferPointer { manifests in
                guard let base = manifests.baseAddress else { return }
                for position in part { body(position, base + (position - first)) }
            }
        }
    }

    subscript(position: Int) -> Manifest {
        position < bootstrap.count ? bootstrap[position] : own[position - bootstrap.count]
    }
}
