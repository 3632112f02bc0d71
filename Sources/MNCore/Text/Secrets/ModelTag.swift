/// What tags of models are made of, so that `token-classifier:7b-instruct-q4_K_M` is no secret by its name.
enum ModelTag {
    /// Words behind the first part of a tag, in small letters.
    private static let words: Set<String> = [
        "base", "chat", "instruct", "it", "text", "vision", "vl", "audio", "code", "coder", "math",
        "mini", "small", "medium", "large", "preview", "thinking", "reasoning", "gguf", "mlx",
        "safetensors", "vllm", "fp16", "fp32", "fp8", "fp4", "bf16", "f16", "f32", "int4", "int8",
        "qat", "awq", "gptq", "ud", "xl", "mxfp4", "nvfp4",
    ]

    /// Whether a text can only be one: a size, a quantization or `latest`, and behind dashes more of these, or words.
    ///
    /// A word alone may be somebody's password.
    static func isOne(_ text: some Collection<UInt8>) -> Bool {
        guard (2...40).contains(text.count) else { return false }
        let parts = text.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self).lowercased() }
        return isFirst(parts[0])
            && parts.dropFirst().allSatisfy { words.contains($0) || isFirst($0) }
    }

    private static func isFirst(_ part: String) -> Bool {
        part == "latest" || isSize(part) || isQuantization(part)
    }

    /// `7b`, `1.5b`, `270m`, `8x7b`, `e2b`, `a3b`, `v2`.
    private static func isSize(_ part: String) -> Bool {
        guard part.utf8.count <= 6, let last = part.last else { return false }
        if part.first == "v" { return isNumber(part.dropFirst()) }
        guard last == "b" || last == "m" else { return false }
        let count = part.dropLast()
        if let first = count.first, first == "e" || first == "a" {
            return isNumber(count.dropFirst())
        }
        let factors = count.split(separator: "x", omittingEmptySubsequences: false)
        return factors.count <= 2 && factors.allSatisfy(isNumber)
    }

    /// `q4_0`, `q4_k_m`, `iq2_xxs`.
    private static func isQuantization(_ part: String) -> Bool {
        let pieces = part.split(separator: "_", omittingEmptySubsequences: false)
        guard let first = pieces.first, let mark = first.firstIndex(of: "q"),
            ["", "i", "t"].contains(first[..<mark]), pieces.count <= 3,
            case let bits = first[first.index(after: mark)...], bits.count == 1, isNumber(bits)
        else { return false }
        return pieces.dropFirst().allSatisfy {
            ["0", "1", "k", "s", "m", "l", "xs", "xxs", "nl", "xl"].contains($0)
        }
    }

    private static func isNumber(_ text: Substring) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { $0.isASCIIDigit || $0 == UInt8(ascii: ".") }
    }
}
