timeval signed
title
10.0.0.1:1000_==>_10.0.0.2:80 (outstanding data)
xlabel
time
ylabel
Outstanding Data (bytes)
red
dot 0.000000 10
yellow
dot 0.000000 0
blue
dot 0.000000 10
red
dot 0.250000 10
yellow
dot 0.250000 0
blue
dot 0.250000 10
ltext 0.625000 16 red
owin
red
dot 1.000000 21
line 1.000000 21 0.250000 10
yellow
dot 1.000000 0
line 1.000000 0 0.250000 0
ltext 0.625000 12 blue
avg owin
blue
dot 1.000000 13
line 1.000000 13 0.250000 10
go
