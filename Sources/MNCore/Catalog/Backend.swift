/// An inference engine of the Model Runner, by the runner's name for it.
package struct Backend: Hashable, Sendable, CustomStringConvertible {
    package let name: String

    package static let llamaCpp = Backend("llama.cpp")
    package static let vllm = Backend("vllm")

    /// The names the runner knows (dmr-contract §6.1).
    package static let known = ["llama.cpp", "vllm", "sglang", "mlx", "diffusers"]

    /// A name in any case; `llama` is short for `llama.cpp`.
    package init(_ name: String) {
        let name = name.lowercased()
        self.name = name == "llama" || name == "llamacpp" ? "llama.cpp" : name
    }

    package var description: String { name }
}
