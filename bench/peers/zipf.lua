-- wrk asks for a hundred thousand modules by Zipf 1.0, from a seed: one in ten is a 64 KB zip, the others are go.mod files of 1 KB.
local keys, drawn = 100000, 400000
local requests, order, at = {}, {}, 0

function init()
    math.randomseed(1)
    local sums, sum = {}, 0
    for rank = 1, keys do
        sum = sum + 1 / rank
        sums[rank] = sum
    end
    for draw = 1, drawn do
        local wanted, low, high = math.random() * sum, 1, keys
        while low < high do
            local middle = math.floor((low + high) / 2)
            if sums[middle] < wanted then low = middle + 1 else high = middle end
        end
        order[draw] = low
    end
end

function request()
    at = at % drawn + 1
    local key = order[at]
    local found = requests[key]
    if not found then
        -- Ranks are spread over both kinds.
        local module, extension = "small.example", "mod"
        if key % 10 == 5 then module, extension = "medium.example", "zip" end
        found = wrk.format("GET", string.format("/%s/zipf/@v/v1.%d.0.%s", module, key, extension))
        requests[key] = found
    end
    return found
end
