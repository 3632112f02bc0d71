/// A Model Runner that answered before, and did not do what it was asked for.
public struct RunnerRefusal: Error, Hashable, Sendable {
    /// What is the matter, as far as it can be told apart (dmr-contract §8.2, §8.3).
    public enum Reason: Hashable, Sendable {
        /// The connection failed or ended before the answer did.
        case lost(TransportFault)
        /// The runner does not have the model.
        case notInstalled
        /// The registry has no such model or tag.
        case notInRegistry
        /// The registry wants a login, or has no such repository: Docker Hub says the same of both.
        case loginNeeded
        case rateLimited
        case registryUnreachable
        /// The certificate of the registry, or of a proxy before it, is not trusted.
        case untrustedCertificate
        /// Something else than a registry answered: a proxy, a sign-in page.
        case notARegistry
        case diskFull
        /// What the pull still lacks, in bytes, is more than is free.
        case diskTooSmall(missing: Int, space: StoreSpace)
        /// What came is not what its digest says.
        case corruptDownload
        /// The download broke off; the runner keeps what it has.
        case interruptedDownload
        /// The answer ended without success and without an error.
        case endedWithoutSuccess
        /// The runner, or its backend, is too old for the model's format.
        case runnerTooOld
        /// No memory of the GPU is left for the model.
        case outOfGPUMemory
        /// The backend does not understand the model.
        case unreadableModel
        case backendCrashed
        /// The backend is not installed in the runner.
        case backendMissing
        case loadTimedOut
        /// The model is answering a request and cannot be configured now.
        case busy
        /// Any other answer.
        case other(status: Int)
    }

    public var reason: Reason
    /// The runner's own words; empty where it said none.
    public var detail: String
    /// The model it is about, as commands name it; nil where it is about none.
    public var model: String?

    public init(_ reason: Reason, detail: String = "") {
        self.reason = reason
        self.detail = detail
    }

    /// Whether the same pull may go better in a moment.
    var isTransient: Bool {
        switch reason {
        case .lost(.cut), .lost(.timedOut), .interruptedDownload, .corruptDownload: true
        case .other(let status): [502, 503, 504].contains(status)
        default: false
        }
    }

    /// What a failed pull means, by its status and its words.
    ///
    /// The runner tells most kinds apart in words alone; 200 stands for an error inside of the stream.
    static func pull(status: Int, words: String) -> RunnerRefusal {
        let text = words.lowercased()
        func says(_ parts: String...) -> Bool { parts.contains { text.contains($0) } }
        let reason: Reason =
            if says("no space left on device") {
                .diskFull
            } else if says("blob digest mismatch", "incomplete: no such file") {
                .corruptDownload
            } else if says("toomanyrequests", "too many requests", "rate limited") {
                .rateLimited
            } else if says("authentication required", "insufficient_scope", "access is denied")
                || says("access to the resource is denied", "unauthorized") || status == 401
            {
                .loginNeeded
            } else if says("unsupported model config", "try upgrading") || status == 422 {
                .runnerTooOld
            } else if says("x509:", "certificate") {
                .untrustedCertificate
            } else if says("parsing manifest: invalid character '<'") {
                .notARegistry
            } else if says("no such host", "dial tcp", "tls handshake timeout") {
                .registryUnreachable
            } else if says("unexpected eof") {
                .interruptedDownload
            } else if says("model not found", "not found") || status == 404 {
                .notInRegistry
            } else if status == 200 {
                words.isEmpty ? .endedWithoutSuccess : .other(status: 200)
            } else {
                .other(status: status)
            }
        return RunnerRefusal(reason, detail: words)
    }

    /// What a failed load or completion means.
    static func load(_ response: HTTPResponse) -> RunnerRefusal {
        let words = String(decoding: response.body, as: UTF8.self).trimmed
        func says(_ parts: String...) -> Bool { parts.contains { words.contains($0) } }
        let reason: Reason =
            switch response.head.status {
            case 404 where says("backend not found"): .backendMissing
            case 404: .notInstalled
            case 412: .backendMissing
            case 503 where says("backend installation failed", "backend installer"):
                .backendMissing
            case _ where says("not enough GPU memory"): .outOfGPUMemory
            case _ where says("took too long to initialize"): .loadTimedOut
            case _ where says("unable to start", "binary not found"): .backendMissing
            case _ where says("terminated unexpectedly: llama.cpp exit status", "signal:"):
                .backendCrashed
            case _ where says("failed to load model", "GGUF file required"): .unreadableModel
            case _ where says("terminated unexpectedly"): .backendCrashed
            case let status: .other(status: status)
            }
        return RunnerRefusal(reason, detail: words)
    }
}
