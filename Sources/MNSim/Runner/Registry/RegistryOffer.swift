package import MNCore

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
