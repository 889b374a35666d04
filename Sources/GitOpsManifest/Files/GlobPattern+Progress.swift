extension GlobPattern {
    /// How far a pattern has come in a path that is read component by component.
    ///
    /// Paths of one folder share what was read of the folder, so that a tree is read once whatever its depth.
    package struct Progress: Sendable {
        fileprivate var program: GlobProgram.Progress
        /// Whether no path that goes on like this matches.
        package fileprivate(set) var isFailed = false
    }

    /// The progress before the first component.
    package var start: Progress { Progress(program: .prefix(0), isFailed: program == nil) }

    /// The progress after one more component.
    ///
    /// - Parameters:
    ///   - progress: that of the folder.
    ///   - component: where the component stands in the path.
    ///   - path: the whole path, components joined by `/`.
    ///   - steps: grows by the states that were visited, which is what the call costs.
    /// - Complexity: O(bytes of the component · states alive), no backtracking.
    package func advance(
        _ progress: Progress, through component: Range<Int>, of path: UnsafeBufferPointer<UInt8>, steps: inout Int
    ) -> Progress {
        steps += 1
        guard let program, !(isAnchored && progress.isFailed) else { return progress }
        var state = isAnchored ? progress.program : .prefix(0)
        // What is compared with the last component begins anew at each.
        let start = isAnchored && component.lowerBound > 0 ? component.lowerBound - 1 : component.lowerBound
        program.advance(&state, over: UnsafeBufferPointer(rebasing: path[start..<component.upperBound]), &steps)
        return Progress(program: state, isFailed: isAnchored && state.isFailed)
    }

    /// Whether the path that was read matches, as that of a directory.
    package func matches(_ progress: Progress) -> Bool { program?.accepts(progress.program) ?? false }
}

extension GlobProgram {
    /// How far a text has come.
    enum Progress: Sendable {
        /// It has so many bytes of the prefix.
        case prefix(Int)
        /// The states that are alive.
        case states([UInt64])
        case failed

        var isFailed: Bool {
            if case .failed = self { true } else { false }
        }
    }

    func advance(_ progress: inout Progress, over text: UnsafeBufferPointer<UInt8>, _ steps: inout Int) {
        var rest = text[...]
        if case .prefix(let count) = progress {
            let shared = min(prefix.count - count, rest.count)
            guard rest.prefix(shared).elementsEqual(prefix[count..<(count + shared)]) else {
                progress = .failed
                return
            }
            rest = rest.dropFirst(shared)
            guard rest.isEmpty, count + shared < prefix.count || tokens.isEmpty else {
                progress = tokens.isEmpty ? .failed : advance(Self.first(of: tokens.count), over: rest, &steps)
                return
            }
            progress = .prefix(count + shared)
        } else if case .states(let states) = progress {
            progress = advance(states, over: rest, &steps)
        }
    }

    private static func first(of count: Int) -> [UInt64] {
        var states = [UInt64](repeating: 0, count: count / 64 + 1)
        states[0] = 1
        return states
    }

    private func advance(
        _ states: [UInt64], over text: Slice<UnsafeBufferPointer<UInt8>>, _ steps: inout Int
    ) -> Progress {
        var states = states
        var others = [UInt64](repeating: 0, count: states.count)
        var visited = 0
        let survives = states.withUnsafeMutableBufferPointer { states in
            others.withUnsafeMutableBufferPointer { others in
                var (alive, next) = (states, others)
                for byte in text {
                    for word in alive { visited += word.nonzeroBitCount }
                    next.update(repeating: 0)
                    guard step(byte, from: alive, to: next) else { return false }
                    swap(&alive, &next)
                }
                enterStars(alive)
                if alive.baseAddress != states.baseAddress { _ = states.update(fromContentsOf: alive) }
                return true
            }
        }
        steps += visited
        return survives ? .states(states) : .failed
    }

    /// Whether a text that has come so far matches.
    func accepts(_ progress: Progress) -> Bool {
        switch progress {
        case .prefix(let count): count == prefix.count && tokens.isEmpty
        case .states(let states): states[tokens.count >> 6] & (1 << UInt64(tokens.count & 63)) != 0
        case .failed: false
        }
    }
}
