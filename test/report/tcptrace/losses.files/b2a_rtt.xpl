timeval signed
title
10.0.0.2:80_==>_10.0.0.1:1000 (rtt samples)
xlabel
time
ylabel
rtt (ms)
red
red
dot 1767225600.020000 10
ltext 1767225600.510000 55 red
rtt
red
dot 1767225601.000000 99
line 1767225601.000000 99 1767225600.020000 10
go
