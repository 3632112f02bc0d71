// What the words and the status of a refusal mean: the runner tells most kinds apart in words alone.
extension RunnerRefusal {
    /// What a failed pull means; 200 stands for an error inside of the stream.
    static func pull(status: Int, words: String) -> RunnerRefusal {
        let text = Excerpt.beginning(words).lowercased()
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
            } else if says("exceeds total system memory") || status == 507 {
                .tooLarge
            } else if says("invalid model reference") {
                .badReference
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
            } else if [502, 503, 504].contains(status) {
                .gateway(status: status)
            } else {
                .other(status: status)
            }
        var refusal = RunnerRefusal(reason, detail: words)
        refusal.hadBegun = status == 200
        return refusal
    }

    /// What a failed load or completion means.
    static func load(_ response: HTTPResponse, backend: String) -> RunnerRefusal {
        // A backend that died is told in JSON under the name of text (dmr-contract §1.6.4).
        let document =
            RunnerLimits.allows(response.body) ? try? JSON.parse(response.body) : nil
        let words =
            (document?["message"]?.string ?? document?["error"]?["message"]?.string)
            .map { Excerpt.beginning($0) } ?? response.text
        func says(_ parts: String...) -> Bool { parts.contains { words.contains($0) } }
        let isLoading = says("unable to load runner")
        let reason: Reason =
            switch response.head.status {
            case 404 where says("backend not found"): .backendMissing
            case 404: .notInstalled
            case 412: .backendMissing
            case 502: .backendDied
            case 503 where says("backend installation failed"):
                .installationFailed(backend: backend)
            case 503 where says("backend installer"): .backendMissing
            case 507: .tooLarge
            case _ where says("model too big"): .tooLarge
            case _ where says("exceeds the available context size"): .contextTooSmall
            case _ where says("not enough GPU memory"): .outOfGPUMemory
            case _ where says("took too long to initialize"): .loadTimedOut
            case _ where says("unable to start", "binary not found"): .backendMissing
            case _ where says("terminated unexpectedly: llama.cpp exit status", "signal:"):
                isLoading ? .backendCrashed : .backendDied
            case _ where says("failed to load model", "GGUF file required"): .unreadableModel
            case _ where says("terminated unexpectedly"): isLoading ? .backendCrashed : .backendDied
            case let status: .other(status: status)
            }
        return RunnerRefusal(reason, detail: words)
    }
}
