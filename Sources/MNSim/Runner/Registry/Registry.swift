package import MNCore

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
