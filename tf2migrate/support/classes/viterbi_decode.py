def viterbi_decode(score, transition_params):
    """The best sequence of tags for an array of scores, `[time, tags]`, as a list, and its score."""
    trellis, backpointers = [score[0]], []
    for step in score[1:]:
        paths = trellis[-1][:, None] + transition_params
        trellis.append((step + paths.max(0)).astype(score.dtype))
        backpointers.append(paths.argmax(0).astype("int32"))
    viterbi = [trellis[-1].argmax()]
    for best in reversed(backpointers):
        viterbi.append(best[viterbi[-1]])
    viterbi.reverse()
    return viterbi, trellis[-1].max()
