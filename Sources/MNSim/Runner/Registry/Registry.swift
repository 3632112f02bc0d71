package import MNMachine

/// All that lies outside the runner: what can be pulled, and what comes of it.
package struct Registry: Hashable, Sendable {
    /// Of two with one name the first counts.
    package var offers: [RegistryOffer]
    /// Whether no registry can be reached at all.
    package var isOffline: Bool
    /// Bytes a second for offers that state no rate of their own; nil means at once.
    package var bandwidth: ByteCount?
    /// The most bytes a second, whatever an offer states, while something slows the line down.
    var throttle: ByteCount?

    package init(
        _ offers: [RegistryOffer] = [], isOffline: Bool = false, bandwidth: ByteCount? = nil
    ) {
        self.offers = offers
        self.isOffline = isOffline
        self.bandwidth = bandwidth
    }

    /// The offer under this name, or the refusal a registry without it gives; at the rate at which it
    /// comes now.
    func offer(for reference: RunnerReference) -> RegistryOffer {
        var offer = statedOffer(for: reference)
        let stated = offer.bandwidth ?? bandwidth
        offer.bandwidth = [stated, throttle].compactMap(\.self).min()
        return offer
    }

    private func statedOffer(for reference: RunnerReference) -> RegistryOffer {
        if isOffline {
            return refusal(
                reference, .unreachable("dial tcp: lookup \(reference.apiHost): no such host"))
        }
        if let offer = offers.first(where: { $0.parsedReference == reference }) { return offer }
        if reference.isDigest,
            let offer = offers.first(where: {
                $0.content?.id == reference.tag
                    && $0.parsedReference?.repository == reference.repository
            })
        {
            return offer
        }
        return refusal(reference, answerWithoutOffer(for: reference))
    }

    private func answerWithoutOffer(for reference: RunnerReference) -> RegistryAnswer {
        let neighbours = offers.compactMap(\.parsedReference).filter {
            $0.registry == reference.registry
        }
        switch reference.registry {
        case "huggingface.co": return .notFound
        case "docker.io":
            return neighbours.contains { $0.repository == reference.repository }
                ? .notFound : .denied
        default:
            if !neighbours.isEmpty { return .notFound }
            let host = reference.registry
            guard host.hasPrefix("localhost") else {
                return .unreachable("dial tcp: lookup \(host): no such host")
            }
            let port = host.split(separator: ":").dropFirst().first ?? "80"
            return .unreachable("dial tcp 127.0.0.1:\(port): connect: connection refused")
        }
    }

    private func refusal(_ reference: RunnerReference, _ answer: RegistryAnswer) -> RegistryOffer {
        RegistryOffer(reference.text, nil, answer: answer)
    }

    /// Counts a pull against an offer that misbehaves only for a while.
    mutating func countPull(of offer: RegistryOffer) {
        guard let index = offers.firstIndex(where: { $0.reference == offer.reference }),
            let times = offers[index].times
        else { return }
        offers[index].times = times - 1
        if times <= 1 {
            offers[index].times = nil
            offers[index].answer = .model
            offers[index].transferFault = nil
        }
    }
}

extension RunnerReference {
    /// The host that is spoken to: Docker Hub answers under another name (dmr-contract 0.1).
    var apiHost: String { registry == "docker.io" ? "registry-1.docker.io" : registry }

    /// The address of something the registry keeps: `manifests/latest`, `blobs/sha256:…`.
    func url(_ path: String) -> String {
        // Plain HTTP for loopback and `.local` names (dmr-contract 2.2).
        let name = registry.split(separator: ":").first ?? ""
        let isPlain = name == "localhost" || name == "127.0.0.1" || name.hasSuffix(".local")
        return "\(isPlain ? "http" : "https")://\(apiHost)/v2/\(repository)/\(path)"
    }

    /// Where the manifest lies.
    var manifestURL: String { url("manifests/\(tag)") }
}

/// A model that a registry has, or the refusal it gives for a name.
package struct RegistryOffer: Hashable, Sendable {
    /// The whole name: `docker.io/ai/smollm2:latest`, `huggingface.co/org/model:Q4_K_M`.
    package let reference: String
    /// The name in its parts; nil if it is none.
    let parsedReference: RunnerReference?
    /// Nil if the registry only refuses.
    package var content: ModelContent?
    /// What a client is told when it asks for the manifest.
    package var answer: RegistryAnswer
    /// What befalls the files of a model that is there.
    package var transferFault: TransferFault?
    /// How many pulls meet the answer and the fault before all goes well; nil means all of them.
    package var times: Int?
    /// How long the registry takes to answer.
    package var latency: Duration
    /// Bytes a second; nil means that the model arrives at once.
    package var bandwidth: ByteCount?

    package init(
        _ reference: String, _ content: ModelContent?, answer: RegistryAnswer = .model,
        transferFault: TransferFault? = nil, times: Int? = nil, latency: Duration = .zero,
        bandwidth: ByteCount? = nil
    ) {
        self.reference = reference
        parsedReference = RunnerReference(
            parsing: RunnerReference.normalised(reference, ids: []))
        self.content = content
        self.answer = answer
        self.transferFault = transferFault
        self.times = times
        self.latency = latency
        self.bandwidth = bandwidth
    }

    /// What the registry of a fake runner has if nothing else is said: every model of a catalog.
    package static func offers(of catalog: Catalog) -> [RegistryOffer] {
        catalog.models.filter { $0.provider == Model.runnerProvider }.map { model in
            let last = model.reference.split(separator: "/").last ?? ""
            let name = last.contains(":") ? model.reference : "\(model.reference):latest"
            return RegistryOffer(
                "docker.io/\(name)",
                ModelContent(
                    simulating: name, size: model.downloadSize ?? unknownSize,
                    configuration: ModelConfiguration(architecture: "llama")))
        }
    }

    /// What a model weighs of which the catalog states no size.
    private static let unknownSize = ByteCount(1 << 30)
}

/// What a registry says when it is asked for a model (dmr-contract 3.5).
package enum RegistryAnswer: Hashable, Sendable {
    /// The model is there.
    case model
    /// 401 `insufficient_scope`: the repository is missing or private. The runner makes 500 of it.
    case denied
    /// The token service says 401; on Hugging Face the file list is refused.
    case tokenRefused
    /// The token service says this status.
    case tokenFailed(Int)
    /// 404.
    case notFound
    /// Another status, with a line of text below it.
    case status(Int, detail: String?)
    /// An HTML page instead of a manifest.
    case page
    /// The connection ends before an answer.
    case closed
    /// A manifest whose configuration has this media type.
    case unsupported(mediaType: String)
    /// No connection, in the words of the network: `dial tcp …: connect: connection refused`.
    case unreachable(String)
    /// The connection is taken and nothing ever comes.
    case silent
}

/// What goes wrong once the files of a model flow (dmr-contract 3.5).
package enum TransferFault: Hashable, Sendable {
    /// The bytes of the large files do not match their digests.
    case wrongDigest
    /// The connection is lost for good once so many bytes of the model are there.
    case cut(after: ByteCount)
    /// Nothing comes any more once so many bytes of the model are there.
    case stall(after: ByteCount)
    /// The files are answered with this status.
    case fileStatus(Int)
}
