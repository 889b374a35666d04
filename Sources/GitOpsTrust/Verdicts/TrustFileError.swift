/// Why a file with trusted or revoked keys cannot be used.
public struct TrustFileError: Error, Sendable, Hashable {
    /// What is wrong.
    public let problem: Problem
    /// The file, as it was named when it was read.
    public let file: String
    /// Counted from 1; 0 when the file has no lines.
    public let line: Int
    /// Counted from 1, in bytes; in a file without lines the byte, counted from 0.
    public let column: Int

    /// The kinds of problems.
    public enum Problem: Sendable, Hashable {
        /// A line has no key.
        case missingKey
        /// A key cannot be read.
        case malformedKey
        /// The names of a line cannot be read.
        case malformedPrincipals
        /// The names of a line are longer than any honest ones.
        case overlongPrincipals(maximum: Int)
        /// A line has a zero byte, behind which other readers see nothing.
        case nul
        /// A quoted text does not end.
        case unfinishedQuote
        /// The value of an option is not quoted.
        case missingQuote(String)
        /// An option is unknown.
        case unknownOption(String)
        /// An option stands twice.
        case repeatedOption(String)
        /// A time is not one.
        case malformedTime(String)
        /// `valid-before` is not later than `valid-after`.
        case validityEndsBeforeItBegins
        /// A list of revoked keys cannot be read.
        case malformedRevocationList
        /// A list of revoked keys has a part that is not understood, so that a revoked key could be overlooked.
        case unsupportedRevocationList
        /// The armor of a keyring is damaged.
        case malformedArmor
        /// The packets of a keyring are damaged.
        case malformedPacket
        /// The file has a private key where public keys were expected.
        case privateKey
        /// The file has a public key where a private one was expected.
        case publicKey
        /// A private key cannot be read.
        case malformedPrivateKey
        /// The private key is encrypted.
        case encryptedKey
        /// The private key is of a type that cannot sign here.
        case unsupportedKey(String)
        /// A PEM block is damaged.
        case malformedPEM
        /// A certificate cannot be read.
        case malformedCertificate
        /// The file has nothing of what was expected.
        case empty
        /// The JSON is not an entry of a transparency log.
        case malformedLogEntry
    }

    init(_ problem: Problem, file: String, line: Int = 0, column: Int = 0) {
        self.problem = problem
        self.file = file
        self.line = line
        self.column = column
    }
}

extension TrustFileError: CustomStringConvertible {
    /// `file:line:column: problem; next step`.
    public var description: String {
        let place = line > 0 ? "\(file):\(line):\(column)" : "\(file), byte \(column)"
        return "\(place): \(problemText); \(nextStep)"
    }

    /// What is wrong, without the place.
    public var problemText: String {
        switch problem {
        case .missingKey: "there is no key"
        case .malformedKey: "the key cannot be read"
        case .malformedPrincipals: "the principals cannot be read"
        case .overlongPrincipals(let maximum): "the principals are longer than \(maximum) bytes"
        case .nul: "there is a zero byte"
        case .unfinishedQuote: "the quoted text does not end"
        case .missingQuote(let option): "the value of '\(option)' is not quoted"
        case .unknownOption(let option): "'\(option)' is no option"
        case .repeatedOption(let option): "the option '\(option)' stands twice"
        case .malformedTime(let text): "'\(text)' is no time"
        case .validityEndsBeforeItBegins: "valid-before is not later than valid-after"
        case .malformedRevocationList: "the list of revoked keys is damaged"
        case .unsupportedRevocationList: "the list of revoked keys has a part that is not understood"
        case .malformedArmor: "the armor is damaged"
        case .malformedPacket: "the packet is damaged"
        case .privateKey: "there is a private key"
        case .publicKey: "there is a public key"
        case .malformedPrivateKey: "the private key cannot be read"
        case .encryptedKey: "the private key is encrypted"
        case .unsupportedKey(let type): "a key of type '\(type)' cannot sign here"
        case .malformedPEM: "the PEM block is damaged"
        case .malformedCertificate: "the certificate cannot be read"
        case .empty: "there is nothing of what was expected"
        case .malformedLogEntry: "this is not an entry of a transparency log"
        }
    }

    /// What the reader of the message can do.
    public var nextStep: String {
        switch problem {
        case .missingKey: "write PRINCIPALS [OPTIONS] KEYTYPE BASE64"
        case .malformedKey: "write type and base64 of the key as they stand in its .pub file"
        case .malformedPrincipals: "write names with commas between them"
        case .overlongPrincipals: "write a line for each group of them"
        case .nul: "remove it"
        case .unfinishedQuote, .missingQuote: "put the value in double quotes"
        case .unknownOption, .repeatedOption: "see ALLOWED SIGNERS in ssh-keygen(1)"
        case .malformedTime: "write YYYYMMDD[HHMM[SS]][Z]"
        case .validityEndsBeforeItBegins: "correct the times"
        case .malformedRevocationList, .unsupportedRevocationList: "make it anew with ssh-keygen -k"
        case .malformedArmor, .malformedPacket: "export the keys anew with gpg --export --armor"
        case .privateKey: "give public keys only"
        case .publicKey: "give the private key; ssh-keygen names its file as this one without .pub"
        case .malformedPrivateKey: "give a private key as ssh-keygen -t ed25519 writes it"
        case .encryptedKey: "remove the passphrase of a copy with ssh-keygen -p; agents are not asked"
        case .unsupportedKey: "use a key of type ssh-ed25519"
        case .malformedPEM, .malformedCertificate: "give certificates or keys in PEM"
        case .empty: "check that this is the right file"
        case .malformedLogEntry: "give the JSON that the log answers for one entry"
        }
    }
}
