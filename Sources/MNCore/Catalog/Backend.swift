/// An inference engine of the Model Runner, by the runner's name for it.
public struct Backend: Hashable, Sendable, CustomStringConvertible {
    public let name: String

    public static let llamaCpp = Backend("llama.cpp")
    public static let vllm = Backend("vllm")

    /// The names the runner knows (dmr-contract §6.1).
    public static let known = ["llama.cpp", "vllm", "sglang", "mlx", "diffusers"]

    /// A name in any case; `llama` is short for `llama.cpp`.
    public init(_ name: String) {
        let name = name.lowercased()
        self.name = name == "llama" || name == "llamacpp" ? "llama.cpp" : name
    }

    public var description: String { name }
}
