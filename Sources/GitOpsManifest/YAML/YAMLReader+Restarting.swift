import CLibYAML

// After an error: texts that are read again in another form, and the next document.
extension YAMLReader {
    /// libyaml stopped: reads the document again when the text is one that Kubernetes' reader takes.
    mutating func readAgainOrThrow() throws(DocumentError) {
        let problem = parser.problem
        let start = documentStart
        guard let mark = problem.mark else {
            let offset = min(chunkStart + (problem.byteOffset ?? 0), end)
            // libyaml decodes ahead: the documents before the one with the bad bytes are read without it.
            guard let next = lastMarker(before: offset, after: start) else {
                throw syntaxError(problem.text, offset, lineFeeds: lineFeeds(from: chunkStart, to: offset))
            }
            readAgain(from: start, upTo: next)
            return
        }
        let offset = byte(mark)
        if YAMLDialect.knows(problem.text), dialect.adapt(at: offset, documentStart: start) {
            readAgain(from: start, upTo: chunkEnd)
            return
        }
        if endedExplicitly, problem.text == "did not find expected <document start>" {
            throw error(.ignoredByKubernetes, offset, line(mark, at: offset))
        }
        throw syntaxError(problem.text, offset, lineFeeds: lineFeeds(before: mark, at: offset))
    }

    private func syntaxError(_ text: String, _ offset: Int, lineFeeds: Int) -> DocumentError {
        DocumentError(
            .syntax(.yaml, text), source: source,
            position: source.position(atByte: offset, line: firstLine + lineFeeds + 1))
    }

    private mutating func readAgain(from start: Int, upTo limit: Int) {
        let isFirst = isFirstOfChunk || start == chunkStart
        restart(at: start, upTo: limit)
        isFirstOfChunk = isFirst || startsWithMarker(start)
        resetDocument()
    }

    func lineFeeds(from start: Int, to limit: Int) -> Int {
        var count = 0
        for index in start..<max(start, limit) where base[index] == UInt8(ascii: "\n") { count += 1 }
        return count
    }

    mutating func restart(at offset: Int, upTo limit: Int) {
        firstLine += lineFeeds(from: chunkStart, to: offset)
        chunkEnd = limit
        parser = EventParser(dialect.storage.base + offset, count: limit - offset)
        // What stands for another text may be a character beyond ASCII.
        var survey = survey
        survey.isASCII = survey.isASCII && !dialect.hasSubstitutions
        locator = ByteLocator(base: dialect.storage.base, start: offset, end: end, survey: survey)
        chunkStart = offset
        documentStart = offset
        isFirstOfChunk = true
    }

    /// After an error: goes to the next line that begins with `---` behind the failed document's start.
    ///
    /// - Returns: whether there is one.
    mutating func skipToNextDocument() -> Bool {
        let from = min(documentStart + (startsWithMarker(documentStart) ? 3 : 0), end)
        guard let next = nextMarker(from: from) else {
            isAtEnd = true
            return false
        }
        restart(at: next, upTo: end)
        return true
    }

    private func startsWithMarker(_ offset: Int) -> Bool {
        guard end - offset >= 3, base[offset] == 0x2D, base[offset + 1] == 0x2D, base[offset + 2] == 0x2D else {
            return false
        }
        return end - offset == 3 || base[offset + 3] <= 0x20
    }

    private func nextMarker(from offset: Int) -> Int? {
        var index = offset
        while index < end {
            if base[index] == UInt8(ascii: "\n"), startsWithMarker(index + 1) { return index + 1 }
            index += 1
        }
        return nil
    }

    /// The last line that begins with `---` between two offsets.
    private func lastMarker(before limit: Int, after offset: Int) -> Int? {
        var index = min(limit, end) - 1
        while index > offset {
            if base[index - 1] == UInt8(ascii: "\n"), startsWithMarker(index) { return index }
            index -= 1
        }
        return nil
    }
}
