"""When and where work runs: by a clock in this process (`here`), or called for over a wire by clocks elsewhere (`afar`).

Both hand it to `hands`, which runs the steps of `news.pipeline`.
"""
